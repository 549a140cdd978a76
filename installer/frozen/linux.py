"""The app's packages for Linux: an archive to unpack anywhere, and a Debian package made without Debian's tools."""

from __future__ import annotations

import gzip
import io
import platform
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from foleystudio.system_libraries import QT, RENDER, SOUND, X11
from installer.environment import ROOT

HERE = Path(__file__).resolve().parent
ICON = ROOT / "resources" / "icons" / "foleystudio.svg"
_HOME = "usr/lib/foleystudio"
_EPOCH = 1_700_000_000  # seconds: packages made from equal files are equal


def packages(app: Path, out: Path, version: str) -> list[Path]:
    """``.tar.gz`` and ``.deb`` of an app's folder."""
    return [archive(app, out, version), debian_package(app, out, version)]


def archive(app: Path, out: Path, version: str) -> Path:
    """The app with its desktop entry and a script that puts both in the user's menu, and takes them out again."""
    made = out / f"foleystudio-{version}-linux-x86_64.tar.gz"
    name = f"foleystudio-{version}"
    with tarfile.open(made, "w:gz", compresslevel=6) as tar:
        tar.add(app, name, filter=_plain)
        for file in (*_desktop_files(), HERE / "desktop" / "install.sh", HERE / "desktop" / "uninstall.sh"):
            tar.add(file, f"{name}/{file.name}", filter=_plain)
    return made


def debian_package(app: Path, out: Path, version: str) -> Path:
    """The app under ``/usr/lib/foleystudio`` with menu entry, file type and icon; removed, it leaves nothing.

    A ``.deb`` is an ``ar`` archive of three members, written here.
    """
    made = out / f"foleystudio_{version}_amd64.deb"
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.tar.gz"
        size_kb = _write_data(app, data)
        control = _members({"control": _control(version, size_kb).encode()})
        with made.open("wb") as deb:
            deb.write(b"!<arch>\n")
            _ar_member(deb, "debian-binary", io.BytesIO(b"2.0\n"), 4)
            _ar_member(deb, "control.tar.gz", io.BytesIO(control), len(control))
            with data.open("rb") as stream:
                _ar_member(deb, "data.tar.gz", stream, data.stat().st_size)
    return made


def depends() -> str:
    """Packages that the app asks of Debian and Ubuntu: what the studio asks for from source, and C's own."""
    names = [library.apt for library in (*RENDER, *QT, *X11, *SOUND)]
    glibc = platform.libc_ver()[1] or "2.31"  # of the system that it was built on
    return ", ".join([f"libc6 (>= {glibc})", "libstdc++6", *dict.fromkeys(names)])


def _control(version: str, size_kb: int) -> str:
    return (
        "Package: foleystudio\n"
        f"Version: {version}\n"
        "Architecture: amd64\n"
        "Maintainer: foleystudio\n"
        "Section: sound\n"
        "Priority: optional\n"
        f"Installed-Size: {size_kb}\n"
        f"Depends: {depends()}\n"
        "Recommends: fonts-dejavu-core, libasound2-plugins\n"
        "Description: desktop Foley editor\n"
        " Load a clip, drop in a sound, and hear that sound performed in time with the picture.\n"
    )


def _write_data(app: Path, data: Path) -> int:
    """The installed files; answers their size in KiB."""
    entry, types = _desktop_files()[:2]
    icons = "usr/share/icons/hicolor/scalable"
    files = {
        _HOME: app,
        f"usr/share/applications/{entry.name}": entry,
        f"usr/share/mime/packages/{types.name}": types,
        f"{icons}/apps/{ICON.name}": ICON,
        f"{icons}/mimetypes/application-x-foleystudio.svg": ICON,
        "usr/share/doc/foleystudio/copyright": ROOT / "LICENSE",
    }
    program = tarfile.TarInfo("./usr/bin/foleystudio")
    program.type, program.linkname = tarfile.SYMTYPE, "../lib/foleystudio/foleystudio"
    # dpkg makes no folder that is not named before what lies in it.
    folders = {parent for name in (*files, "usr/bin/foleystudio") for parent in PurePosixPath(name).parents}
    with tarfile.open(data, "w:gz", compresslevel=6, format=tarfile.GNU_FORMAT) as tar:
        for folder in sorted(folders):
            member = tarfile.TarInfo(f"./{folder}" if str(folder) != "." else ".")
            member.type = tarfile.DIRTYPE
            tar.addfile(_plain(member))
        for name, file in files.items():
            tar.add(file, f"./{name}", filter=_plain)
        tar.addfile(_plain(program))
        return sum(member.size for member in tar.getmembers()) // 1024


def _desktop_files() -> tuple[Path, Path, Path]:
    return HERE / "desktop" / "foleystudio.desktop", HERE / "desktop" / "foleystudio.xml", ICON


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """As root's, and as old as every other."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = _EPOCH
    if not member.issym():
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member


def _members(files: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"./{name}")
            member.size, member.mode = len(content), 0o644
            tar.addfile(_plain(member), io.BytesIO(content))
    return gzip.compress(raw.getvalue(), mtime=_EPOCH)


def _ar_member(deb: io.BufferedWriter, name: str, content: io.BufferedIOBase, size: int) -> None:
    deb.write(f"{name:<16}{_EPOCH:<12}{0:<6}{0:<6}{'100644':<8}{size:<10}`\n".encode())
    shutil.copyfileobj(content, deb, 1 << 20)
    deb.write(b"\n" * (size % 2))
