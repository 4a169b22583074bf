"""Pictures, repainted: the pixels go into a new picture, and nothing else does."""

import io
import warnings

import pillow_heif
from PIL import Image, ImageCms, ImageOps, ImageSequence

from bot.cleaning.types import Cleaned, Form
from bot.kernel.errors import FileReason, FileRefused

PIXELS = 40_000_000
"""Most pixels of a picture that are unpacked, over all its frames: an A4 page scanned at 600 dots per inch is below."""
JPEG_PIXELS = 200_000_000
"""Most pixels of a JPEG, which can be unpacked at a half, a quarter or an eighth of its sides. No camera has more."""
FRAMES = 1000
PHOTO_SIDE = 2560
"""The longer side of the largest form in which Telegram delivers a photo: a picture of ours is never made smaller."""
STRETCHED = 3
"""From this ratio of its sides on a picture keeps its size: the photo of a long chat would be shrunk until it can't be
read."""
QUALITY = 90
"""Of a JPEG, with full colour resolution. Measured on the photographed letter of the demo: no pixel differs by more
than 10 of 255 levels (51 dB); with quality 75 and halved colours it is 63 levels."""
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "HEIF")
ONE_PICTURE = ("JPEG", "MPO", "HEIF")
"""Of these the first picture is the one that was taken; others in the file are its depth, or a moment before."""

pillow_heif.register_heif_opener(thumbnails=False)

Image.MAX_IMAGE_PIXELS = None  # our own limits are looked at before anything is unpacked


def clean_picture(content: bytes) -> Cleaned:
    """A picture as it is to be shown: upright, in sRGB, at most PHOTO_SIDE long unless it is STRETCHED.

    Comes out as JPEG or PNG; with several frames or pages as GIF, WebP or TIFF.
    """
    image = _opened(content)
    if _has_frames(image):
        return _moving(image)
    if image.format in ("JPEG", "MPO", "AVIF", "HEIF") or (image.format == "WEBP" and image.mode == "RGB"):
        target, extension = "JPEG", ".jpg"
    else:
        target, extension = "PNG", ".png"
    if max(image.size) < STRETCHED * min(image.size):
        image.draft(None, (PHOTO_SIDE, PHOTO_SIDE) if image.width == image.height else _photo_size(image))
        fresh = _repainted(image)
        fresh.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
    else:
        fresh = _repainted(image)
    return Cleaned(_written(fresh, target), Form.PICTURE, extension, *fresh.size)


def clean_inner_picture(content: bytes) -> bytes:
    """A picture inside a document: in its own format and size, for what refers to it."""
    image = _opened(content)
    if _has_frames(image):
        return _moving(image).content
    _check_pixels(image)
    return _written(_repainted(image), "JPEG" if image.format in ONE_PICTURE else image.format or "PNG")


def _photo_size(image: Image.Image) -> tuple[int, int]:
    """What a JPEG is at least to be unpacked to."""
    scale = PHOTO_SIDE / max(image.size)
    return (round(image.width * scale), round(image.height * scale)) if scale < 1 else image.size


def _opened(content: bytes) -> Image.Image:
    """The picture, not yet unpacked, and not too large to be."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a strange tag is no reason to refuse what can be shown
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    _check_pixels(image)
    return image


def _check_pixels(image: Image.Image) -> None:
    most = JPEG_PIXELS if image.format in ("JPEG", "MPO") else PIXELS
    if image.width * image.height > most:
        raise FileRefused(FileReason.TOO_MANY_PIXELS)


def _has_frames(image: Image.Image) -> bool:
    """Whether there is more than one picture to see."""
    return image.format not in ONE_PICTURE and getattr(image, "n_frames", 1) > 1


def _repainted(image: Image.Image) -> Image.Image:
    """A new picture with the same pixels, as the eye sees them: turned upright, its colours in sRGB."""
    profile = image.info.get("icc_profile")
    if image.format in ("JPEG", "MPO") and image.width * image.height > PIXELS:
        raise FileRefused(FileReason.TOO_MANY_PIXELS)  # it could not be unpacked at a smaller size
    image.load()
    upright = ImageOps.exif_transpose(image)
    if profile:
        upright = _in_srgb(upright, profile)
    see_through = upright.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in upright.info
    plain = upright.convert("RGBA" if see_through else "L" if upright.mode in ("1", "L", "I;16") else "RGB")
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colour profile names the device. Without it, colours must be translated into the ones everybody assumes."""
    if image.mode not in ("RGB", "CMYK", "L", "RGBA"):
        return image
    see_through = image.getchannel("A") if image.mode == "RGBA" else None
    source = image.convert("RGB") if see_through else image
    try:
        translated = ImageCms.profileToProfile(
            source, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile: the colours as they are
    if translated is None:
        return image
    if see_through:
        translated.putalpha(see_through)
    return translated


def _written(image: Image.Image, target: str) -> bytes:
    out = io.BytesIO()
    if target == "JPEG":
        if image.mode == "RGBA":
            white = Image.new("RGB", image.size, "white")
            white.paste(image, mask=image.getchannel("A"))
            image = white
        image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    elif target in ("WEBP", "AVIF"):
        image.save(out, target, quality=QUALITY)
    else:
        image.save(out, target)
    return out.getvalue()


def _moving(image: Image.Image) -> Cleaned:
    """All frames of an animation, all pages of a fax, each repainted."""
    frames = int(getattr(image, "n_frames", 1))
    many = FileReason.MANY_PAGES if image.format == "TIFF" else FileReason.TOO_MANY_PIXELS
    if frames > FRAMES or image.width * image.height * frames > PIXELS:
        raise FileRefused(many)
    target = image.format if image.format in ("GIF", "WEBP", "TIFF", "PNG") else "WEBP"
    durations, fresh = [], []
    for frame in ImageSequence.Iterator(image):
        if target == "TIFF" and frame.width * frame.height > PIXELS // frames:
            raise FileRefused(many)  # a page may be larger than the first
        durations.append(int(frame.info.get("duration", 0)))
        fresh.append(_repainted(frame.copy()))
    out = io.BytesIO()
    rest = fresh[1:]
    if target == "TIFF":
        fresh[0].save(out, target, save_all=True, append_images=rest, compression="tiff_adobe_deflate")
    else:
        loop = int(image.info.get("loop", 0))
        fresh[0].save(out, target, save_all=True, append_images=rest, duration=durations, loop=loop)
    extension = {"GIF": ".gif", "WEBP": ".webp", "TIFF": ".tiff", "PNG": ".png"}[target]
    return Cleaned(out.getvalue(), Form.MOVING_PICTURE, extension, *fresh[0].size)
