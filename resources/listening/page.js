"use strict";
(() => {
  const kit = JSON.parse(document.getElementById("kit").textContent);
  const $ = (id) => document.getElementById(id);
  const SCALES = {
    realism: {
      title: "How real does the sound seem?",
      text: "Imagine that the sound was recorded together with the picture. Judge whether it could have been, not whether you like it.",
      points: ["Wholly artificial", "Mostly artificial", "As much real as artificial", "Mostly real", "Wholly real"],
    },
    alignment: {
      title: "Do the sounds come when the picture shows them?",
      text: "Judge timing alone: does each sound begin and end with what is seen? Never mind what it sounds like.",
      points: ["No relation to the picture", "Mostly too early, too late or missing", "Some in time, some not",
        "Now and then slightly off", "Exactly in time throughout"],
    },
    timbre: {
      title: "How alike is the timbre to that of the reference?",
      text: "Timbre is the colour of a sound: what tells wood from metal. Rhythm, number of hits and loudness do not count.",
      points: ["Completely different", "Mostly different", "Alike, with clear differences", "Nearly the same",
        "Exactly the same timbre"],
    },
    belongs: {
      title: "Which sound belongs better to the picture?",
      text: "Twice the same picture, with two sounds. Choose the one that fits better what is seen; where you cannot tell, take the one you lean to.",
      letters: "belongs better",
    },
    resembles: {
      title: "Which sounds more like the reference?",
      text: "First the reference, then two sounds. Choose the one whose timbre is closer; rhythm, number of hits and loudness do not count.",
      letters: "sounds more like it",
    },
  };
  const PREFIX = `foleystudio-listening/${kit.kit}/`;
  const NEARLY_ALL_S = 0.35; // the last frames of what is played are not always told
  let rater = 0, order = [], at = 0, state = null, media = [], since = 0, introduced = "", checked = false, unkept = false;

  // What is kept between visits; where the browser forbids it, in memory alone.
  function remember(key, value) {
    try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); } catch (error) {
      if (!unkept) trouble("This browser keeps nothing between visits: finish in one go, or save your answers before you close the page.");
      unkept = true;
    }
  }
  function recall(key) {
    try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch (error) { return null; }
  }
  function trouble(text) { $("trouble").textContent = text; $("trouble").hidden = !text; }

  function show(id) {
    for (const name of ["welcome", "intro", "trial", "end"]) $(name).hidden = name !== id;
    $("top").hidden = id === "welcome";
    const heading = $(id).querySelector("h1");
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    const count = answered();
    $("done").style.width = `${(100 * count) / Math.max(1, order.length)}%`;
    $("where").textContent = id === "trial" ? `${at + 1} of ${order.length}` : `${count} of ${order.length} answered`;
  }
  const answered = () => (state ? order.filter(([name]) => state.answers[name]).length : 0);
  const trialAt = (n) => kit.trials[order[n][0]];

  // Welcome
  $("rater").max = kit.raters;
  $("minutes").textContent = kit.minutes;
  if (kit.contact) $("contact").textContent = kit.contact;
  const given = Number(location.hash.slice(1)) || recall("last");
  if (given >= 1 && given <= kit.raters) $("rater").value = given;
  function number() {
    const value = Number($("rater").value);
    return Number.isInteger(value) && value >= 1 && value <= kit.raters ? value : 0;
  }
  function ready() {
    const found = number() && recall(number());
    const count = found ? Object.keys(found.answers).length : 0;
    $("back-again").textContent = !$("rater").value || number() ? (count ? `Welcome back: ${count} answers are kept; you go on where you were.` : "")
      : `Numbers here run from 1 to ${kit.raters}.`;
    $("start").textContent = count ? "Go on" : "Start";
    $("start").disabled = !(number() && $("consent").checked && checked);
  }
  $("rater").addEventListener("input", ready);
  $("consent").addEventListener("change", ready);
  const noise = new Audio(kit.check);
  noise.addEventListener("ended", () => { checked = true; $("check").textContent = "Play it again"; ready(); });
  noise.addEventListener("error", () => trouble("The sounds cannot be played. Keep this page in its folder, unpacked, and try another browser (Chrome, Edge, Firefox, Safari)."));
  $("check").addEventListener("click", () => { noise.currentTime = 0; noise.play().catch(() => {}); });
  $("begin").addEventListener("submit", (event) => {
    event.preventDefault();
    if ($("start").disabled) return;
    rater = number();
    order = kit.orders[rater - 1];
    state = recall(rater) || { started: new Date().toISOString(), answers: {} };
    remember("last", rater);
    keep();
    const first = order.findIndex(([name]) => !state.answers[name]);
    go(first < 0 ? order.length : first);
  });
  function keep() { remember(rater, state); }

  // Going on
  function go(n) {
    stop();
    at = n;
    media = [];
    if (at >= order.length) {
      if (!state.finished) { state.finished = new Date().toISOString(); keep(); }
      show("end");
      return;
    }
    const question = trialAt(at).q;
    if (question === introduced) { present(); return; }
    const parts = [...new Set(order.map((_, i) => trialAt(i).q))];
    $("intro-part").textContent = `Part ${parts.indexOf(question) + 1} of ${parts.length}`;
    $("intro-title").textContent = SCALES[question].title;
    $("intro-text").textContent = SCALES[question].text;
    const points = (SCALES[question].points || []).map((words, i) => [make("dt", String(i + 1)), make("dd", words)]);
    $("intro-scale").replaceChildren(...points.reverse().flat());
    introduced = question;
    show("intro");
  }
  $("intro-on").addEventListener("click", () => present());

  function make(tag, text = "", kind = "") {
    const node = document.createElement(tag);
    node.textContent = text;
    if (kind) node.className = kind;
    return node;
  }

  // A trial
  function present() {
    const [name, swapped] = order[at], trial = kit.trials[name], scale = SCALES[trial.q];
    const items = swapped ? [...trial.items].reverse() : trial.items;
    const before = state.answers[name];
    media = [];
    $("question").textContent = scale.title;
    if (trial.ref) media.push(medium(trial.ref, "Reference"));
    items.forEach((file, i) => media.push(medium(file, scale.letters ? "AB"[i] : trial.ref ? "Sound" : "")));
    $("stage").className = media.length > 1 ? "two" : "";
    if (media.length === 1) media[0].box.classList.add("alone");
    $("stage").replaceChildren(...media.map((each) => each.box));
    const options = scale.letters ? items.map((file, i) => ["AB"[i], `${"AB"[i]} ${scale.letters}`, file]) : scale.points.map((words, i) => [String(i + 1), words, i + 1]);
    $("choices").replaceChildren(...options.map(([key, words, value]) => choice(key, words, value)));
    if (before) {
      for (const each of media) each.heard = true;
      for (const input of $("choices").querySelectorAll("input")) input.checked = input.value === String(before.answer);
    }
    $("skip").hidden = true;
    $("back").disabled = at === 0;
    since = performance.now();
    for (const each of media) each.tell();
    allow();
    show("trial");
  }

  function choice(key, words, value) {
    const label = make("label", "", "choice"), input = make("input"), face = make("span");
    input.type = "radio";
    input.name = "answer";
    input.value = String(value);
    input.addEventListener("change", allow);
    face.append(make("b", key), make("small", words));
    label.append(input, face);
    label.dataset.key = key.toLowerCase();
    return label;
  }

  function medium(file, title) {
    const isPicture = file.endsWith(".mp4"), box = make("div", "", "medium"), player = make(isPicture ? "video" : "audio");
    const button = make("button", "Play"), line = make("progress"), told = make("span"), row = make("div", "", "row");
    const each = { box, player, heard: false, plays: 0, tell, toggle };
    player.src = file;
    player.preload = "auto";
    player.playsInline = true;
    player.disablePictureInPicture = true;
    player.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.setAttribute("aria-label", `Play ${title || "the clip"}`);
    line.max = 1;
    line.value = 0;
    line.setAttribute("aria-hidden", "true");
    row.append(button, line, told);
    if (title) box.append(make("h2", title));
    if (isPicture) { const face = make("div", "", "picture"); face.append(player); box.append(face); }
    else { const face = make("div", "", "sound"); face.append(make("i")); face.addEventListener("click", toggle); box.append(player, face); }
    box.append(row);
    button.addEventListener("click", toggle);
    player.addEventListener("click", toggle);
    player.addEventListener("timeupdate", () => { line.value = player.duration ? player.currentTime / player.duration : 0; });
    player.addEventListener("ratechange", () => { if (player.playbackRate !== 1) player.playbackRate = 1; });
    player.addEventListener("ended", () => {
      line.value = 1;
      each.plays += 1;
      if (wasWhole(player)) each.heard = true;
      tell();
      allow();
    });
    for (const event of ["play", "pause"]) player.addEventListener(event, tell);
    player.addEventListener("error", () => {
      if (!media.includes(each)) return;
      trouble("This cannot be played here. Reload the page or try another browser; if that does not help, skip it.");
      $("skip").hidden = false;
    });
    function tell() {
      const runs = !player.paused && !player.ended;
      box.classList.toggle("now", runs);
      box.classList.toggle("heard", each.heard);
      button.textContent = runs ? "Pause" : each.heard ? "Play again" : "Play";
      told.textContent = each.heard ? "✓ heard" : runs ? "playing" : "not yet heard";
    }
    function toggle() {
      if (!player.paused && !player.ended) { player.pause(); return; }
      stop(player);
      player.play().catch(() => {});
    }
    return each;
  }

  // Whether nothing was jumped over: a media key can do that where the page offers no way.
  function wasWhole(player) {
    let length = 0;
    for (let i = 0; i < player.played.length; i += 1) length += player.played.end(i) - player.played.start(i);
    return length >= player.duration - NEARLY_ALL_S;
  }

  function stop(but) {
    for (const { player } of media) if (player !== but && !player.paused) player.pause();
  }

  function allow() {
    const left = media.filter((each) => !each.heard);
    $("answers").disabled = left.length > 0;
    const chosen = $("choices").querySelector("input:checked");
    $("next").disabled = left.length > 0 || !chosen;
    const keys = SCALES[trialAt(at).q].letters ? "A or B" : "1 to 5";
    $("hint").textContent = left.length ? (media.length > 1 ? `Play ${left.length === media.length ? "all of them" : "the rest"} to the end, then answer. Space plays.` : "Play it to the end, then answer. Space plays.")
      : chosen ? "" : `Your answer? ${keys}`;
  }

  function answer(value) {
    const [name] = order[at], old = state.answers[name];
    state.answers[name] = {
      answer: value, plays: media.map((each, i) => each.plays + (old ? old.plays[i] : 0)),
      seconds: Math.round((performance.now() - since) / 100) / 10 + (old ? old.seconds : 0), at: new Date().toISOString(),
    };
    keep();
    trouble("");
    go(at + 1);
  }
  function confirm() {
    if ($("next").disabled) return;
    const value = $("choices").querySelector("input:checked").value;
    answer(SCALES[trialAt(at).q].letters ? value : Number(value));
  }
  $("next").addEventListener("click", confirm);
  $("skip").addEventListener("click", () => answer(null));
  $("back").addEventListener("click", () => { if (at > 0) go(at - 1); });
  $("look-back").addEventListener("click", () => go(order.length - 1));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (!$("intro").hidden && event.key === "Enter" && event.target.tagName !== "BUTTON") { event.preventDefault(); present(); return; }
    if ($("trial").hidden) return;
    const isButton = event.target.tagName === "BUTTON", isFreshRadio = event.target.type === "radio" && !event.target.checked;
    if (event.key === " " && !isButton && !isFreshRadio) {
      event.preventDefault();
      const running = media.find(({ player }) => !player.paused && !player.ended);
      (running || media.find((each) => !each.heard) || media[media.length - 1]).toggle();
    } else if (event.key === "Enter" && !isButton) {
      event.preventDefault();
      confirm();
    } else if (!$("answers").disabled) {
      const label = $("choices").querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (label) { event.preventDefault(); label.firstChild.checked = true; allow(); }
    }
  });

  // Answers as files
  function asJson() {
    const answers = order.filter(([name]) => state.answers[name]).map(([name]) => {
      const { answer: value, plays, seconds, at: when } = state.answers[name], trial = kit.trials[name];
      return { trial: name, question: trial.q, answer: SCALES[trial.q].letters && value ? bare(value) : value, plays, seconds, at: when };
    });
    return JSON.stringify({
      kind: "foleystudio-listening-answers", version: 1, kit: kit.kit, rater, started: state.started, finished: state.finished || null,
      trials: order.length, browser: navigator.userAgent, answers,
    }, null, 1) + "\n";
  }
  const bare = (file) => file.split("/").pop().replace(/\.\w+$/, "");
  function asCsv() {
    const rows = JSON.parse(asJson()).answers.map((a) => [kit.kit, rater, a.trial, a.question, a.answer === null ? "" : a.answer, a.plays.join(" "), a.seconds, a.at]);
    return [["kit", "rater", "trial", "question", "answer", "plays", "seconds", "at"], ...rows].map((row) => row.join(",")).join("\r\n") + "\r\n";
  }
  function save(text, kind, ending) {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.download = `answers-${kit.kit}-rater-${String(rater).padStart(2, "0")}.${ending}`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    $("saved").textContent = `${link.download} is in your folder of downloads.`;
  }
  const saveJson = () => save(asJson(), "application/json", "json");
  $("save-json").addEventListener("click", saveJson);
  $("save-csv").addEventListener("click", () => save(asCsv(), "text/csv", "csv"));
  $("keep").addEventListener("click", saveJson);
  ready();
})();
