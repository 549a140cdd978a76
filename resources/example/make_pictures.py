"""How the example clip looks: the scene of `make_motion`, built and rendered with Blender's Cycles."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, pi, radians, sin
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from make_motion import BALL_RADIUS_M, CUBE_HALF_M, DURATION_S, FACE_Z, FALLERS, HANDLE_M, HEAD_HALF_Z, PIVOT, Motion
from numpy.typing import NDArray

FPS = 25
SIZE = (576, 324)
"""What the shipped clip was rendered at, to be enlarged to 960x540; larger is slower and sharper."""
KEYS_PER_FRAME = 4
_FIELD = np.random.default_rng(7)


def render(motion: Motion, frames: Iterable[int], folder: Path, samples: int = 6) -> None:
    """Render frames as ``folder/0000.png`` onwards; existing ones are kept."""
    build_scene(motion)
    settings(samples)
    for frame in frames:
        path = folder / f"{frame:04d}.png"
        if not path.exists():
            bpy.context.scene.frame_set(frame)
            bpy.context.scene.render.filepath = str(path)
            bpy.ops.render.render(write_still=True)


def settings(samples: int) -> None:
    """Cycles on the CPU with few samples and its denoiser."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = SIZE
    scene.render.fps = FPS
    scene.render.use_persistent_data = True
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    scene.render.use_motion_blur, scene.render.motion_blur_shutter = True, 0.45
    scene.render.film_transparent = False
    scene.cycles.samples = samples
    scene.cycles.use_adaptive_sampling = False
    scene.cycles.use_denoising = True
    scene.cycles.denoising_quality, scene.cycles.denoising_prefilter = "BALANCED", "FAST"
    scene.cycles.max_bounces, scene.cycles.diffuse_bounces, scene.cycles.glossy_bounces = 3, 1, 2
    scene.cycles.use_light_tree = False
    scene.cycles.caustics_reflective = scene.cycles.caustics_refractive = False
    scene.cycles.sample_clamp_direct, scene.cycles.sample_clamp_indirect = 6.0, 1.5
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.45
    scene.render.image_settings.file_format = "PNG"


def build_scene(motion: Motion) -> None:
    """Everything: bench, anvil, hammer, falling things, lights, backdrop, camera."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    world = bpy.data.worlds.new("dim room")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (0.020, 0.026, 0.036, 1)
    wood = _image("bench", _planks(2048, 1024))
    steel = _metal("steel", (0.24, 0.25, 0.265), 0.34, grain=0.20)
    bright = _metal("worn steel", (0.66, 0.65, 0.63), 0.22, grain=0.16)
    _bench(_textured("bench", wood, 0.42, bump=0.35))
    _anvil(steel, bright)
    ash = _textured(
        "ash", _image("ash", _grain(1024, 256, (0.40, 0.27, 0.155), (0.60, 0.45, 0.29), 5.0)), 0.45, bump=0.15
    )
    oak = _textured(
        "oak", _image("oak", _grain(1024, 256, (0.13, 0.082, 0.05), (0.25, 0.165, 0.10), 4.0)), 0.5, bump=0.2
    )
    _hammer(motion, steel, bright, ash, oak)
    _fallers(motion)
    _backdrop()
    _lights()
    _camera()


def _bench(material: Any) -> None:
    bpy.ops.mesh.primitive_plane_add(size=1, location=(0, 0.25, 0))
    bench = bpy.context.object
    bench.scale = (3.2, 1.9, 1)
    bench.data.materials.append(material)


def _anvil(steel: Any, bright: Any) -> None:
    _block((0.200, 0.120, 0.028), (0, 0, 0.014), steel, 0.008)
    _block((0.150, 0.090, 0.022), (0, 0, 0.038), steel, 0.008)
    _block((0.092, 0.066, 0.085), (0, 0, 0.082), steel, 0.014)
    _block((0.170, 0.076, 0.020), (0.005, 0, 0.117), steel, 0.008)
    _block((0.230, 0.082, 0.030), (0.015, 0, FACE_Z - 0.0195), steel, 0.005)
    _block((0.222, 0.076, 0.006), (0.015, 0, FACE_Z - 0.003), bright, 0.0022)
    bpy.ops.mesh.primitive_cone_add(
        vertices=48, radius1=0.036, radius2=0.006, depth=0.13, location=(-0.158, 0, FACE_Z - 0.024)
    )
    horn = bpy.context.object
    horn.rotation_euler = (0, -pi / 2, 0)
    horn.scale = (0.62, 1.0, 1.0)
    _finish(horn, steel, 0.004)


def _hammer(motion: Motion, steel: Any, bright: Any, ash: Any, oak: Any) -> None:
    """The hammer hangs on an empty at its hinge, which is turned; two posts and an axle carry it."""
    bpy.ops.object.empty_add(location=PIVOT)
    hinge = bpy.context.object
    head_x = PIVOT[0] - HANDLE_M
    parts = [
        _block((0.058, 0.058, 0.060), (head_x, 0, PIVOT[2]), steel, 0.008),
        _block((0.046, 0.046, 2 * HEAD_HALF_Z - 0.010), (head_x, 0, PIVOT[2]), steel, 0.010),
        _block((0.056, 0.056, 0.016), (head_x, 0, PIVOT[2] - HEAD_HALF_Z + 0.008), bright, 0.004),
        _block((0.056, 0.056, 0.016), (head_x, 0, PIVOT[2] + HEAD_HALF_Z - 0.008), bright, 0.004),
        _block((HANDLE_M + 0.075, 0.026, 0.030), (PIVOT[0] - HANDLE_M / 2 + 0.010, 0, PIVOT[2]), ash, 0.008),
    ]
    for part in parts:
        part.parent = hinge
        part.matrix_parent_inverse = hinge.matrix_world.inverted()
    for side in (-1, 1):
        _block((0.046, 0.030, 0.245), (PIVOT[0], 0.042 * side, 0.1225), oak, 0.005)
        _block((0.110, 0.034, 0.022), (PIVOT[0], 0.042 * side, 0.011), oak, 0.004)
    bpy.ops.mesh.primitive_cylinder_add(vertices=32, radius=0.009, depth=0.135, location=PIVOT, rotation=(pi / 2, 0, 0))
    _finish(bpy.context.object, bright, 0.002)
    for key, angle in enumerate(motion.hammer_deg):
        hinge.rotation_euler = (0, radians(float(angle)), 0)
        hinge.keyframe_insert("rotation_euler", index=1, frame=key / KEYS_PER_FRAME)


def _fallers(motion: Motion) -> None:
    chrome = _metal("chrome", (0.86, 0.87, 0.88), 0.06, grain=0.0)
    paints = {"amber": (0.95, 0.36, 0.045), "teal": (0.050, 0.33, 0.31)}
    for name in FALLERS:
        if name == "ball":
            bpy.ops.mesh.primitive_uv_sphere_add(segments=64, ring_count=32, radius=BALL_RADIUS_M)
            thing = bpy.context.object
            _finish(thing, chrome, 0.0)
        else:
            thing = _block((2 * CUBE_HALF_M,) * 3, (0, 0, 0), _paint(name, paints[name]), 0.005)
        thing.rotation_mode = "QUATERNION"
        for key, pose in enumerate(motion.poses[name]):
            thing.location, thing.rotation_quaternion = pose[:3], pose[3:]
            thing.keyframe_insert("location", frame=key / KEYS_PER_FRAME)
            thing.keyframe_insert("rotation_quaternion", frame=key / KEYS_PER_FRAME)


def _camera() -> None:
    """A slow arc from the right to the left that moves in a little; the lens stays on the anvil's face."""
    data = bpy.data.cameras.new("camera")
    camera = bpy.data.objects.new("camera", data)
    bpy.context.collection.objects.link(camera)
    bpy.context.scene.camera = camera
    bpy.ops.object.empty_add(location=(0.075, 0, 0.165))
    aim = bpy.context.object
    follow = camera.constraints.new("TRACK_TO")
    follow.target, follow.track_axis, follow.up_axis = aim, "TRACK_NEGATIVE_Z", "UP_Y"
    data.lens = 52
    data.dof.use_dof, data.dof.focus_object = True, aim
    data.dof.aperture_fstop, data.dof.aperture_blades = 1.6, 7
    for key in range(round(DURATION_S * FPS) + 1):
        share = key / (DURATION_S * FPS)
        ease = share - sin(2 * pi * share) / (2 * pi) * 0.35
        angle = radians(-72 - 30 * ease)
        away = 1.42 - 0.17 * ease
        camera.location = (0.075 + away * cos(angle), away * sin(angle), 0.56 - 0.14 * ease)
        camera.keyframe_insert("location", frame=key)


def _lights() -> None:
    for name, where, aim, size, power, colour in (
        ("key", (-0.75, -0.55, 1.15), (0.02, 0, 0.1), 0.55, 46.0, (1.0, 0.83, 0.64)),
        ("rim", (0.95, 0.85, 0.85), (0.05, 0, 0.15), 0.7, 44.0, (0.52, 0.72, 1.0)),
        ("fill", (1.1, -1.1, 0.9), (0.05, 0, 0.1), 1.4, 14.0, (0.80, 0.88, 1.0)),
    ):
        light = bpy.data.lights.new(name, "AREA")
        light.size, light.energy, light.color = size, power, colour
        lamp = bpy.data.objects.new(name, light)
        bpy.context.collection.objects.link(lamp)
        lamp.location = where
        direction = np.array(aim) - np.array(where)
        from mathutils import Vector

        lamp.rotation_euler = Vector(direction).to_track_quat("-Z", "Y").to_euler()


def _backdrop() -> None:
    """The far room, out of focus: a picture of soft discs, which costs no samples."""
    height, width = 1024, 3072
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    picture = np.zeros((height, width, 3), np.float32)
    glow = np.exp(-(((x - 1100) / 1000) ** 2 + ((y - 300) / 500) ** 2))
    picture += glow[..., None] * np.array([0.060, 0.040, 0.026]) + np.array([0.010, 0.012, 0.016])
    for _ in range(46):
        centre_x, centre_y = _FIELD.uniform(0, width), _FIELD.uniform(height * 0.05, height * 0.80)
        radius, strength = _FIELD.uniform(24, 66), _FIELD.uniform(0.03, 0.40) ** 1.3
        colour = np.array([1.0, 0.62, 0.28]) if _FIELD.random() < 0.72 else np.array([0.35, 0.72, 0.78])
        distance = np.hypot(x - centre_x, y - centre_y) / radius
        disc = np.clip((1.0 - distance) * 9, 0, 1) * (0.72 + 0.28 * np.clip(distance, 0, 1) ** 3)
        picture += disc[..., None] * colour * strength
    material = bpy.data.materials.new("backdrop")
    material.use_nodes = True
    material.cycles.emission_sampling = "NONE"
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    texture, emit, out = (
        nodes.new(k) for k in ("ShaderNodeTexImage", "ShaderNodeEmission", "ShaderNodeOutputMaterial")
    )
    texture.image = _image("backdrop", picture, linear=True)
    emit.inputs["Strength"].default_value = 1.6
    links.new(texture.outputs["Color"], emit.inputs["Color"])
    links.new(emit.outputs[0], out.inputs["Surface"])
    bpy.ops.mesh.primitive_plane_add(size=1, location=(0, 1.75, 0.22), rotation=(pi / 2, 0, 0))
    wall = bpy.context.object
    wall.scale = (4.5, 1.5, 1)
    wall.data.materials.append(material)


def _block(size: tuple[float, ...], at: tuple[float, ...], material: Any, bevel: float) -> Any:
    bpy.ops.mesh.primitive_cube_add(size=1, location=tuple(float(v) for v in at))
    block = bpy.context.object
    block.scale = size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    return _finish(block, material, bevel)


def _finish(thing: Any, material: Any, bevel: float) -> Any:
    thing.data.materials.append(material)
    if bevel:
        modifier = thing.modifiers.new("bevel", "BEVEL")
        modifier.width, modifier.segments, modifier.limit_method = bevel, 4, "ANGLE"
    bpy.ops.object.shade_smooth_by_angle(angle=radians(40))
    return thing


def _material(name: str, colour: tuple[float, ...], metallic: float, roughness: float) -> tuple[Any, Any, Any]:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Metallic"].default_value = metallic
    shader.inputs["Roughness"].default_value = roughness
    return material, shader, material.node_tree


def _metal(name: str, colour: tuple[float, ...], roughness: float, grain: float) -> Any:
    material, shader, tree = _material(name, colour, 1.0, roughness)
    if grain:
        noise, span = tree.nodes.new("ShaderNodeTexNoise"), tree.nodes.new("ShaderNodeMapRange")
        noise.inputs["Scale"].default_value, noise.inputs["Detail"].default_value = 9.0, 5.0
        span.inputs["To Min"].default_value, span.inputs["To Max"].default_value = (
            roughness - grain / 2,
            roughness + grain,
        )
        tree.links.new(noise.outputs[0], span.inputs["Value"])
        tree.links.new(span.outputs[0], shader.inputs["Roughness"])
    return material


def _paint(name: str, colour: tuple[float, ...]) -> Any:
    material, shader, _ = _material(name, colour, 0.0, 0.36)
    shader.inputs["Coat Weight"].default_value = 0.25
    return material


def _textured(name: str, image: Any, roughness: float, bump: float) -> Any:
    material, shader, tree = _material(name, (1, 1, 1), 0.0, roughness)
    texture, relief = tree.nodes.new("ShaderNodeTexImage"), tree.nodes.new("ShaderNodeBump")
    texture.image = image
    relief.inputs["Strength"].default_value, relief.inputs["Distance"].default_value = bump, 0.004
    tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    tree.links.new(texture.outputs["Color"], relief.inputs["Height"])
    tree.links.new(relief.outputs["Normal"], shader.inputs["Normal"])
    return material


def _image(name: str, picture: NDArray[np.float32], linear: bool = False) -> Any:
    height, width, _ = picture.shape
    image = bpy.data.images.new(name, width, height, float_buffer=linear)
    rgba = np.ones((height, width, 4), np.float32)
    rgba[..., :3] = np.clip(picture, 0, None if linear else 1)
    image.pixels.foreach_set(rgba[::-1].ravel())
    image.pack()
    return image


def _smooth_noise(height: int, width: int, reach_y: float, reach_x: float) -> NDArray[np.float32]:
    """Noise of unit spread whose features are about that many pixels high and wide."""
    fy, fx = np.fft.fftfreq(height)[:, None] * reach_y, np.fft.rfftfreq(width)[None, :] * reach_x
    spectrum = np.fft.rfft2(_FIELD.standard_normal((height, width))) * np.exp(-12 * (fy**2 + fx**2))
    field = np.fft.irfft2(spectrum, s=(height, width))
    return (field / field.std()).astype(np.float32)


def _grain(
    width: int, height: int, dark: tuple[float, ...], light: tuple[float, ...], rings: float
) -> NDArray[np.float32]:
    """Wood: growth rings bent by slow noise, fine fibres along x."""
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    bend = 0.55 * _smooth_noise(height, width, height * 0.8, width * 0.9) + 0.10 * _smooth_noise(height, width, 24, 260)
    ring = 0.5 + 0.5 * np.sin(2 * pi * rings * (y + 0.28 * bend))
    fibre = _smooth_noise(height, width, 1.6, 90)
    share = np.clip(0.50 + 0.32 * (ring**1.6 - 0.4) + 0.10 * fibre, 0, 1)[..., None]
    return (np.array(dark, np.float32) * (1 - share) + np.array(light, np.float32) * share).astype(np.float32)


def _planks(width: int, height: int, planks: int = 9) -> NDArray[np.float32]:
    """A bench top: planks along x, each of its own tone, dark seams between."""
    rows = []
    for edge in np.array_split(np.arange(height), planks):
        tone = _FIELD.uniform(0.80, 1.12)
        plank = _grain(width, len(edge), (0.150, 0.098, 0.062), (0.335, 0.230, 0.150), _FIELD.uniform(1.4, 3.0)) * tone
        plank = np.roll(plank, int(_FIELD.integers(width)), axis=1)
        plank[:2], plank[-2:] = plank[:2] * 0.18, plank[-2:] * 0.30
        rows.append(plank)
    return np.concatenate(rows)
