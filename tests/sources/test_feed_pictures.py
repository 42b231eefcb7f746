"""The picture of a feed's item, in each of the ways in which feeds name one."""

import pytest

from sources.feeds import parse_feed
from sources.items import pending_item

RSS = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>N</title>'
    '<image><url>https://a.org/logo.png</url></image><itunes:image href="https://a.org/logo.png"/>'
    "<item><guid>1</guid><link>https://n.example.org/1</link>{}</item></channel></rss>"
)
CONTENT = '<media:content url="https://a.org/content.jpg" medium="image"/>'
THUMBNAIL = '<media:thumbnail url="https://a.org/thumb.jpg"/>'
ENCLOSURE = '<enclosure url="https://a.org/enclosure.jpg" type="image/jpeg" length="5"/>'
ITUNES = '<itunes:image href="https://a.org/episode.jpg"/>'
AVATAR = '<media:content url="https://0.gravatar.com/avatar/1?s=96" medium="image"/>'


def image_of(inside: str) -> str | None:
    (item,) = parse_feed(RSS.format(inside).encode(), "x", None, "https://n.example.org/feed").items
    return item.image


@pytest.mark.parametrize(
    ("inside", "image"),
    [
        (ITUNES + ENCLOSURE + THUMBNAIL + CONTENT, "https://a.org/content.jpg"),
        (ITUNES + ENCLOSURE + THUMBNAIL, "https://a.org/thumb.jpg"),
        (ITUNES + ENCLOSURE, "https://a.org/enclosure.jpg"),
        (ITUNES, "https://a.org/episode.jpg"),
        (f"<media:group>{CONTENT}</media:group>", "https://a.org/content.jpg"),
        (AVATAR + CONTENT, "https://a.org/content.jpg"),
        ('<media:content url="/x.webp"/>', "https://n.example.org/x.webp"),
        ('<media:content url="https://a.org/x.mp4" type="video/mp4"/>' + THUMBNAIL, "https://a.org/thumb.jpg"),
        ('<enclosure url="https://a.org/x.mp3" type="audio/mpeg"/>', None),
        ('<media:thumbnail url="data:image/png;base64,AA"/>', None),
        ("<media:thumbnail/><media:content/><enclosure/><itunes:image/>", None),
        ("", None),
    ],
)
def test_the_picture_of_an_item(inside: str, image: str | None):
    """Never the channel's logo, an author's portrait or a film."""
    assert image_of(inside) == image


def test_the_enclosure_of_an_atom_entry_is_its_picture():
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><entry><id>1</id><link href="https://n.org/1"/>'
        '<link rel="enclosure" type="image/png" href="https://a.org/x.png"/></entry></feed>'
    )
    (item,) = parse_feed(atom.encode(), "x").items
    assert item.image == "https://a.org/x.png"


def test_an_item_is_read_again_for_another_picture_and_not_for_another_signature():
    def state(inside: str) -> str:
        (item,) = parse_feed(RSS.format(inside).encode(), "x").items
        return pending_item(item, is_new=False).hash

    signed = THUMBNAIL.replace(".jpg", ".jpg?signature=1")
    assert state(signed) == state(THUMBNAIL) != state(ENCLOSURE)
