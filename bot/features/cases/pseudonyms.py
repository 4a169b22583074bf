"""The two-word names under which volunteers see contacts: random, never derived from anything."""

from collections.abc import Callable, Sequence

ADJECTIVES = (
    "Amber Azure Blue Brave Bright Bronze Calm Clear Clever Copper Coral Crimson Crystal Curious Dawn Deep Distant "
    "Early Eager Emerald Evening Fair Fleet Gentle Gilded Golden Grand Green Happy Hazel Hidden Honest Indigo Ivory "
    "Jade Jolly Keen Kind Late Light Lilac Little Lively Lucky Lunar Maple Marble Mellow Merry Misty Morning Mossy "
    "Neat Noble Northern Olive Orange Patient Pearl Plain Plum Polar Proud Purple Quick Quiet Rapid Red Rosy Royal "
    "Ruby Rustic Sandy Scarlet Secret Serene Shining Silent Silver Simple Sleepy Smiling Snowy Soft Solar Southern "
    "Spring Steady Still Summer Sunny Swift Tall Tender Tidy Timber Topaz Tranquil True Velvet Violet Warm Western "
    "White Wild Windy Winter Wise Wooden Yellow Young"
).split()

ANIMALS = (
    "Albatross Badger Beaver Bison Bittern Blackbird Bluebird Bumblebee Bunting Butterfly Buzzard Canary Caribou "
    "Chaffinch Cormorant Crane Cricket Crossbill Cuckoo Curlew Deer Dipper Dolphin Dove Dragonfly Duck Dunlin Eagle "
    "Egret Eider Elk Ermine Falcon Fieldfare Finch Firefly Flamingo Fox Fulmar Gannet Gazelle Godwit Goldfinch "
    "Goose Grebe Greenfinch Grouse Guillemot Gull Hare Harrier Hawk Hedgehog Heron Hoopoe Horse Ibex Ibis Jackdaw Jay "
    "Kestrel Kingfisher Kite Kittiwake Koala Lapwing Lark Linnet Lizard Lynx Magpie Mallard Marten Martin Merlin Moose "
    "Moth Nightingale Nuthatch Oriole Osprey Otter Owl Oyster Partridge Pelican Penguin Petrel Pheasant Pigeon Pipit "
    "Plover Pony Puffin Quail Rabbit Raven Redstart Reindeer Robin Rook Ruff Salmon Sandpiper Seal Shrike Skylark "
    "Snipe Sparrow Squirrel Starling Stork Stonechat Swallow Swan Swift Teal Tern Thrush Tortoise Trout Turtle Wagtail "
    "Walrus Warbler Waxwing Whale Wigeon Woodcock Woodpecker Wren"
).split()

SECOND_TRIES = 8


def propose_pseudonym(choice: Callable[[Sequence[str]], str], tries: int = 0) -> str:
    """A random name. After several names that were taken it gets a second adjective, so that one is always found."""
    adjectives = [choice(ADJECTIVES)] if tries < SECOND_TRIES else [choice(ADJECTIVES), choice(ADJECTIVES)]
    return " ".join([*adjectives, choice(ANIMALS)])


def volunteer_alias(index: int) -> str:
    """A, B, ... Z, AA, AB, ...: the letter of a team's volunteer, by the order in which they first acted."""
    letters = ""
    index += 1
    while index > 0:
        index, digit = divmod(index - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
