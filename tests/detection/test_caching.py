"""The cache forgets what was not asked for lately and keeps what was."""

from sluis.detection.caching import RecentCache


def test_what_was_put_comes_back() -> None:
    cache: RecentCache[str, int] = RecentCache(4)
    cache.put("a", 1)
    assert cache.get("a") == 1
    assert cache.get("b") is None


def test_it_never_holds_more_than_its_capacity() -> None:
    cache: RecentCache[int, int] = RecentCache(10)
    for n in range(1000):
        cache.put(n, n)
        assert len(cache) <= 10


def test_what_is_asked_for_stays_and_the_rest_goes() -> None:
    cache: RecentCache[str, int] = RecentCache(6)
    cache.put("kept", 1)
    for n in range(50):
        assert cache.get("kept") == 1
        cache.put(f"other {n}", n)
    assert cache.get("other 0") is None


def test_clearing_forgets_both_generations() -> None:
    cache: RecentCache[int, int] = RecentCache(4)
    for n in range(4):
        cache.put(n, n)
    cache.clear()
    assert len(cache) == 0
