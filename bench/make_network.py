#!/usr/bin/env python3
"""Makes a large network and a scenario of traffic for it, for bench/RESULTS.md.

A tenth of the relays, or at least three, are major relays, in a ring with chords; each of the
others hangs on two of them. Posts are spread evenly over all relays. The cables come at a steady
rate, so that a longer run is a longer stretch of the same traffic. The same arguments make the
same bytes.

    bench/make_network.py --posts 10000 --relays 300 --cables 10000000 DIRECTORY
    build/release/torntape run DIRECTORY/scenario.yaml
"""
import argparse
import pathlib
import string
import sys

LETTERS = string.ascii_uppercase
RELAYS_MAX = 26 * 26
POSTS_PER_RELAY_MAX = 26 * 26


def pair(number):
    return LETTERS[number // 26] + LETTERS[number % 26]


def network(relays, posts):
    """The lines of the network's file."""
    names = ["RY" + pair(i) for i in range(relays)]
    majors = min(relays, max(3, relays // 10))
    lines = [
        f"name: {posts} posts on {relays} relays",
        "relays:",
        *[f"  - {{indicator: {name}, name: Relay {name[2:]}}}" for name in names],
        "relay_links: {bits_per_second: 4000000, delay: 5ms}",
        "post_links: {bits_per_second: 256000, delay: 5ms}",
        "links:",
    ]
    links = set()
    for i in range(majors):  # a ring, and chords to what lies a third and a half further on
        for step in (1, majors // 3, majors // 2):
            other = (i + step) % majors
            if other != i:
                links.add((min(i, other), max(i, other)))
    for i in range(majors, relays):
        first = i % majors
        links.update({(first, i), ((first + 1) % majors, i)})
    for a, b in sorted(links):
        name = f"{names[a][2:]}-{names[b][2:]}"
        lines.append(f"  - {{name: {name}, between: [{names[a]}, {names[b]}]}}")
    lines.append("posts:")
    for i in range(posts):
        relay = names[i % relays]
        letters = relay[2:] + pair(i // relays)
        lines.append(f"  - {{indicator: RY{letters}, relay: {relay}, name: POST {letters}}}")
    return lines


def scenario(posts, cables, per_second):
    """The lines of the scenario's file."""
    seconds = max(1, cables // per_second)
    return [
        f"name: {cables} cables among {posts} posts",
        "network: network.yaml",
        "start: 2031-05-14T00:00:00Z",
        "seed: 1",
        "limit: 30d",
        "traffic:",
        "  - name: steady",
        "    at: 0s",
        f"    over: {seconds}s",
        f"    cables: {cables}",
        "    precedences: {flash: 1, immediate: 9, priority: 30, routine: 60}",
        "    action: {least: 1, most: 1}",
        "    info: {least: 0, most: 1}",
        "    text_bytes: {least: 100, most: 900}",
        "expect:",
        f"  filed: {cables}",
        "  all_delivered: true",
        "  delivered_once: true",
        "  order_by_precedence: true",
        "  bodies_identical: true",
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--relays", type=int, default=300)
    parser.add_argument("--cables", type=int, default=10_000)
    parser.add_argument("--per-second", type=int, default=116, help="of all posts together")
    parser.add_argument("directory", type=pathlib.Path)
    given = parser.parse_args()
    if not 3 <= given.relays <= RELAYS_MAX:
        sys.exit(f"make_network: --relays is 3 to {RELAYS_MAX}")
    if not 2 <= given.posts <= given.relays * POSTS_PER_RELAY_MAX:
        sys.exit(f"make_network: --posts is 2 to {POSTS_PER_RELAY_MAX} times the relays")
    given.directory.mkdir(parents=True, exist_ok=True)
    files = {
        "network.yaml": network(given.relays, given.posts),
        "scenario.yaml": scenario(given.posts, given.cables, given.per_second),
    }
    for name, lines in files.items():
        (given.directory / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
