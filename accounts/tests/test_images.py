import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from accounts import images
from accounts.tests import pictures
from accounts.tests.pictures import draw, encode, upload


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_read_image_decides_by_content_not_by_name(kind):
    image = images.read_image(upload(encode(draw((30, 20)), kind), name="picture.gif", content_type="text/html"))

    assert (image.mode, image.size) == ("RGB", (30, 20))


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": pictures.exif()}, {"quality": 10}])
def test_every_kind_of_webp_is_read(options):
    image = images.read_image(upload(encode(draw((30, 20)), "WEBP", **options)))

    assert image.size == (30, 20)


@pytest.mark.parametrize(("content", "code"), pictures.BAD.values(), ids=pictures.BAD.keys())
def test_validate_image_refuses(content, code):
    with pytest.raises(images.ImageRefusedError) as refusal:
        images.validate_image(upload(content))

    assert refusal.value.code == code
    assert refusal.value.messages == [str(images.MESSAGES[code])]


def test_validate_image_leaves_the_file_at_its_start():
    file = upload()

    images.validate_image(file)

    assert file.tell() == 0


def test_bomb_is_refused_before_pillow_sees_it(monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *args, **kwargs: pytest.fail("opened"))

    with pytest.raises(images.ImageRefusedError):
        images.validate_image(upload(pictures.png((30_000, 30_000))))


@pytest.mark.parametrize("error", [OSError, SyntaxError, MemoryError, ZeroDivisionError, UserWarning])
def test_any_error_of_the_decoder_is_a_refusal(monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(Image, "open", fail)

    with pytest.raises(images.ImageRefusedError) as refusal:
        images.validate_image(upload())

    assert refusal.value.code == "image_damaged"


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    cut=st.integers(0, 600),
    noise=st.binary(max_size=40),
    at=st.integers(0, 600),
)
def test_no_broken_file_raises_anything_but_a_refusal(kind, cut, noise, at):
    content = bytearray(encode(draw((40, 60)), kind))
    content[at : at + len(noise)] = noise

    try:
        image = images.read_image(upload(bytes(content[: len(content) - cut % 50])))
    except images.ImageRefusedError:
        return

    assert image.mode == "RGB"


def test_twenty_five_megapixels_are_read():
    image = images.read_image(upload(encode(draw((5000, 5000)), quality=10)))

    assert min(image.size) >= images.DECODED_SIDE


def test_orientation_is_applied_and_metadata_dropped():
    picture = draw((60, 40), "white")
    picture.paste("black", (0, 0, 30, 40))
    content = encode(picture, exif=pictures.exif(orientation=6), icc_profile=b"profile", quality=95)
    assert b"Camera of a member" in content

    image = images.read_image(upload(content))
    stored = Image.open(io.BytesIO(images.encode(image)))

    assert stored.size == (40, 60)
    assert stored.convert("L").getpixel((20, 5)) < 60
    assert stored.convert("L").getpixel((20, 55)) > 200
    assert dict(stored.getexif()) == {}
    assert not {"exif", "icc_profile", "xmp"} & stored.info.keys()


def test_broken_metadata_is_ignored():
    image = images.read_image(upload(encode(draw((30, 20)), "WEBP", exif=b"Exif")))

    assert image.size == (30, 20)


def test_transparent_parts_become_white():
    image = images.read_image(upload(encode(draw((10, 10), (0, 0, 0, 0), "RGBA"), "PNG")))

    assert image.getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bit_gray_keeps_its_brightness():
    image = images.read_image(upload(encode(draw((10, 10), 32768, "I;16"), "PNG")))

    assert image.getpixel((5, 5)) == (128, 128, 128)


def test_pictures_that_a_phone_chains_to_a_jpeg_are_ignored():
    second = draw(color="black")

    image = images.read_image(upload(encode(draw(color="white"), "MPO", save_all=True, append_images=[second])))

    assert image.getpixel((0, 0)) == (255, 255, 255)


def test_renditions_are_webp_and_not_enlarged():
    files = images.renditions(draw((500, 750)), (185, 342, 780))

    opened = {width: Image.open(io.BytesIO(content)) for width, content in files.items()}
    assert {width: image.size for width, image in opened.items()} == {185: (185, 278), 342: (342, 513), 780: (500, 750)}
    assert {image.format for image in opened.values()} == {"WEBP"}


def test_rendition_of_a_very_wide_picture_keeps_a_pixel_of_height():
    files = images.renditions(draw((5000, 1)), (64,))

    assert Image.open(io.BytesIO(files[64])).size == (64, 1)


@pytest.mark.parametrize("name", ["", "posters/first.jpg", "../1-0123456789abcdef-780.webp", "posters/1-ABC-780.webp"])
def test_names_by_width_of_another_file_is_empty(name):
    assert images.names_by_width(name, widths=(185, 342)) == {}
