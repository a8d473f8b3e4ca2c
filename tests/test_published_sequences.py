"""Published values of Lucas sequences, terms modulo m and periods, on every backend."""

import pytest

import fibaccel
from fibaccel.pure.factor import factor
from fibaccel.pure.primality import jacobi

# (p, q, operation, first terms, source)
SEQUENCES = (
    (
        2, -1, "lucasu",
        "0 1 2 5 12 29 70 169 408 985 2378 5741 13860 33461 80782 195025 470832 1136689 "
        "2744210 6625109 15994428 38613965 93222358 225058681 543339720 1311738121 3166815962 "
        "7645370045 18457556052 44560482149 107578520350 259717522849",
        "OEIS A000129, Pell",
    ),
    (
        2, -1, "lucasv",
        "2 2 6 14 34 82 198 478 1154 2786 6726 16238 39202 94642 228486 551614 1331714 3215042 "
        "7761798 18738638 45239074 109216786 263672646 636562078 1536796802 3710155682 "
        "8957108166 21624372014 52205852194 126036076402 304278004998 734592086398",
        "OEIS A002203, companion Pell",
    ),
    (
        1, -2, "lucasu",
        "0 1 1 3 5 11 21 43 85 171 341 683 1365 2731 5461 10923 21845 43691 87381 174763 "
        "349525 699051 1398101 2796203 5592405 11184811 22369621 44739243 89478485 178956971 "
        "357913941 715827883 1431655765 2863311531 5726623061 11453246123",
        "OEIS A001045, Jacobsthal",
    ),
    (
        1, -2, "lucasv",
        "2 1 5 7 17 31 65 127 257 511 1025 2047 4097 8191 16385 32767 65537 131071 262145 "
        "524287 1048577 2097151 4194305 8388607 16777217 33554431 67108865 134217727 268435457 "
        "536870911 1073741825 2147483647 4294967297 8589934591 17179869185",
        "OEIS A014551, Jacobsthal-Lucas",
    ),
    (
        2, 2, "lucasu",
        "0 1 2 2 0 -4 -8 -8 0 16 32 32 0 -64 -128 -128 0 256",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        2, 2, "lucasv",
        "2 2 0 -4 -8 -8 0 16 32 32 0 -64 -128 -128 0 256 512 512",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        2, 5, "lucasu",
        "0 1 2 -1 -12 -19 22 139 168 -359 -1558 -1321 5148 16901",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        3, -5, "lucasu",
        "0 1 3 14 57 241 1008 4229 17727 74326 311613 1306469",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        3, -5, "lucasv",
        "2 3 19 72 311 1293 5434 22767 95471 400248 1678099 7035537",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        4, 1, "lucasu",
        "0 1 4 15 56 209 780 2911 10864 40545 151316 564719 2107560",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        4, 1, "lucasv",
        "2 4 14 52 194 724 2702 10084 37634 140452 524174 1956244",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        4, 4, "lucasu",
        "0 1 4 12 32 80 192 448 1024 2304 5120 11264 24576 53248",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
    (
        5, 4, "lucasu",
        "0 1 5 21 85 341 1365 5461 21845 87381 349525 1398101 5592405",
        "Math::Prime::Util, t/25-lucas_sequences.t",
    ),
)  # fmt: skip
# (m, p, q, n, U_n, V_n): Math::Prime::Util, t/25-lucas_sequences.t
MODULAR = (
    (323, 1, 1, 324, 0, 2),
    (323, 4, 1, 324, 170, 308),
    (323, 4, 5, 324, 194, 156),
    (323, 3, 1, 81, 0, 287),
    (323, 5, -1, 81, 153, 195),
    (49001, 25, 117, 24501, 20933, 18744),
    (18971, 10001, -1, 4743, 5866, 14421),
    (3613982123, 1, -1, 3613982124, 0, 3613982121),
    (3613982121, 1, -1, 3613982122, 2586640546, 2746447323),
    (3613982121, 1, -1, 1806991061, 3535079342, 1187662808),
    (547968611, 1, -1, 547968612, 1, 3),
    (547968611, 1, -1, 136992153, 27044236, 448467899),
    (7777, -6, 9, 77, 5467, 4624),
    (7777, -6, 7, 77, 2521, 4663),
    (7777, 4, 3, 77, 2732, 5466),
    (7777, 4, 4, 77, 6237, 6889),
    (7777, 3, 5834, 77, 30, 4509),
    (7777, 3, 5835, 77, 4004, 2883),
    (7777, 1, 5833, 77, 385, 4449),
    (7777, 2, 1, 77, 77, 2),
    (7777, -8882, 1, 77, 6964, 687),
    (7778, 7776, 1, 32, 7746, 2),
    (7778, 7776, 1, 33, 33, 7776),
    (7778, 1976, 5, 32, 7764, 1080),
    (7778, 1976, 5, 33, 6153, 1454),
    (
        10891238901329801329843210, 8823012438914798, 7334809241809243190243, 37,
        9793462298071844822738199, 7806353955219259067966732,
    ),
    (
        10891238901329801329801234, 9823092438924798, 9234809243809243890243, 390,
        6124196139840885691066464, 8614669321673340197867400,
    ),
)  # fmt: skip
# (coefficients, start values, first terms, source)
RECURRENCES = (
    (
        [1, 1, 1], [0, 0, 1],
        "0 0 1 1 2 4 7 13 24 44 81 149 274 504 927 1705 3136 5768 10609 19513 35890 66012 121415 "
        "223317 410744 755476 1389537 2555757 4700770 8646064 15902591 29249425 53798080 98950096 "
        "181997601 334745777 615693474 1132436852",
        "OEIS A000073, tribonacci",
    ),
    (
        [1, 1, 1, 1], [0, 0, 0, 1],
        "0 0 0 1 1 2 4 8 15 29 56 108 208 401 773 1490 2872 5536 10671 20569 39648 76424 147312 "
        "283953 547337 1055026 2033628 3919944 7555935 14564533 28074040 54114452 104308960 "
        "201061985 387559437 747044834 1439975216 2775641472",
        "OEIS A000078, tetranacci",
    ),
    (
        [0, 1, 1], [1, 0, 0],
        "1 0 0 1 0 1 1 1 2 2 3 4 5 7 9 12 16 21 28 37 49 65 86 114 151 200 265 351 465 616 816 "
        "1081 1432 1897 2513 3329 4410 5842 7739 10252 13581 17991 23833 31572 41824 55405 73396 "
        "97229 128801 170625",
        "OEIS A000931, Padovan",
    ),
    (
        [0, 1, 1], [3, 0, 2],
        "3 0 2 3 2 5 5 7 10 12 17 22 29 39 51 68 90 119 158 209 277 367 486 644 853 1130 1497 1983 "
        "2627 3480 4610 6107 8090 10717 14197 18807 24914 33004 43721 57918 76725 101639 134643 "
        "178364 236282 313007",
        "OEIS A001608, Perrin",
    ),
    (
        [1, 0, 1], [1, 1, 1],
        "1 1 1 2 3 4 6 9 13 19 28 41 60 88 129 189 277 406 595 872 1278 1873 2745 4023 5896 8641 "
        "12664 18560 27201 39865 58425 85626 125491 183916 269542 395033 578949 848491 1243524 "
        "1822473 2670964 3914488 5736961 8407925 12322413 18059374 26467299 38789712 56849086 "
        "83316385",
        "OEIS A000930, Narayana's cows",
    ),
)  # fmt: skip
# Composite m that divide Perrin's term at m: OEIS A013998
PERRIN_PSEUDOPRIMES = (271441, 904631, 16532714, 24658561, 27422714, 27664033, 46672291, 102690901)
# For m = 1 ... 180: OEIS A001175 (m <= 67), Math::Prime::Util, t/26-pisano.t
PISANO = (
    "1 3 8 6 20 24 16 12 24 60 10 24 28 48 40 24 36 24 18 60 16 30 48 24 100 84 72 48 14 120 30 "
    "48 40 36 80 24 76 18 56 60 40 48 88 30 120 48 32 24 112 300 72 84 108 72 20 48 72 42 58 120 "
    "60 30 48 96 140 120 136 36 48 240 70 24 148 228 200 18 80 168 78 120 216 120 168 48 180 264 "
    "56 60 44 120 112 48 120 96 180 48 196 336 120 300 50 72 208 84 80 108 72 72 108 60 152 48 76 "
    "72 240 42 168 174 144 120 110 60 40 30 500 48 256 192 88 420 130 120 144 408 360 36 276 48 "
    "46 240 32 210 140 24 140 444 112 228 148 600 50 36 72 240 60 168 316 78 216 240 48 216 328 "
    "120 40 168 336 48 364 180 72 264 348 168 400 120 232 132 178 120"
)
# For m = 1 ... 70: OEIS A001177
RANKS = (
    "1 3 4 6 5 12 8 6 12 15 10 12 7 24 20 12 9 12 18 30 8 30 24 12 25 21 36 24 14 60 30 24 20 9 "
    "40 12 19 18 28 30 20 24 44 30 60 24 16 12 56 75 36 42 27 36 10 24 36 42 58 60 15 30 24 48 35 "
    "60 68 18 24 120"
)
# (m, Pisano period): Math::Prime::Util, t/26-pisano.t; its last row is for 30!
LARGE_PISANO = (
    (28657, 92),
    (64079, 46),
    (3590807, 3264380),
    (3628800, 86400),
    (8589934592, 12884901888),
    (2980232238769531250, 17881393432617187500),
    (14901161193847656250, 89406967163085937500),
    (74505805969238281250, 447034835815429687500),
    (265252859812191058636308480000000, 204996473853050880000000),
)
# (p, q, w0, w1, m, period): Sage, documentation of BinaryRecurrenceSequence, where c is our -q;
# the last: OEIS A014551, comment on the periods modulo 20 of the sequence of Jacobsthal and Lucas
PERIODS = (
    (1, -1, 0, 1, 4, 6),
    (1, -1, 0, 1, 31, 30),
    (8, -1, 0, 1, 73, 148),
    (2, 0, 1, 2, 17, 8),
    (1, -2, 2, 1, 20, 4),
)
# Composite m that divide F(m - (5/m)): SymPy 1.14, external/tests/test_ntheory.py, A081264
PSEUDOPRIMES = (323, 377, 1891, 3827, 4181, 5777, 6601, 6721, 8149, 10877, 11663, 13201, 13981)
# Composite m with V_m(1, -1) = 1 modulo m: SymPy 1.14, external/tests/test_ntheory.py, A005845
BRUCKMAN_LUCAS = (705, 2465, 2737, 3745, 4181, 5777, 6721, 10877, 13201, 15251, 24465, 29281, 34561)

# Numbers whose primes are published, and primes of p - 1 for these that take seconds to find.
FACTORS: dict[str, tuple[int, dict[int, int], tuple[int, ...]]] = {
    # Morrison and Brillhart, Mathematics of Computation 29 (1975)
    "F7": (2**128 + 1, {59649589127497217: 1, 5704689200685129054721: 1}, ()),
    # Brent and Pollard, Mathematics of Computation 36 (1981)
    "F8": (
        2**256 + 1,
        {
            1238926361552897: 1,
            93461639715357977769163558199606896584051237541638188580280321: 1,
        },
        (31618624099079,),
    ),
    # OEIS A003020: the largest prime of the repunit of 71 ones
    "R71": (
        (10**71 - 1) // 9,
        {241573142393627673576957439049: 1, 45994811347886846310221728895223034301839: 1},
        (),
    ),
    # The RSA Factoring Challenge, solved by A. K. Lenstra in 1991
    "RSA-100": (
        int(
            "15226050279225333605356183781326374297180681149613"
            "80688657908494580122963258952897654000350692006139"
        ),
        {
            37975227936943673922808872755445627854565536638199: 1,
            40094690950920881030683735292761468389214899724061: 1,
        },
        (587546788471, 3263521422991, 602799725049211),
    ),
}


@pytest.mark.parametrize(("p", "q", "operation", "terms", "source"), SEQUENCES)
def test_lucas_sequences_are_what_others_published(
    backend: fibaccel.Backend, p: int, q: int, operation: str, terms: str, source: str
) -> None:
    m = 2**32 - 1
    for n, term in enumerate(map(int, terms.split())):
        assert getattr(backend, operation)(p, q, n) == term, source
        assert getattr(backend, f"{operation}_mod")(p, q, n, m) == term % m, source


@pytest.mark.parametrize(("m", "p", "q", "n", "u", "v"), MODULAR)
def test_terms_modulo_m_are_what_others_published(
    backend: fibaccel.Backend, m: int, p: int, q: int, n: int, u: int, v: int
) -> None:
    assert (backend.lucasu_mod(p, q, n, m), backend.lucasv_mod(p, q, n, m)) == (u, v)
    assert backend.lucasuv_mod(p, q, n, m) == (u, v)


def test_pisano_periods_and_ranks_are_those_of_the_tables(backend: fibaccel.Backend) -> None:
    pisano, ranks = [int(x) for x in PISANO.split()], [int(x) for x in RANKS.split()]
    assert (len(pisano), len(ranks)) == (180, 70)
    assert [backend.pisano_period(m) for m in range(1, 181)] == pisano
    assert [backend.rank_of_apparition(m) for m in range(1, 71)] == ranks


@pytest.mark.parametrize(("m", "period"), LARGE_PISANO)
def test_large_pisano_periods_are_what_others_published(
    backend: fibaccel.Backend, m: int, period: int
) -> None:
    assert backend.pisano_period(m) == period


@pytest.mark.parametrize(("p", "q", "w0", "w1", "m", "period"), PERIODS)
def test_periods_of_sequences_are_what_others_published(
    backend: fibaccel.Backend, p: int, q: int, w0: int, w1: int, m: int, period: int
) -> None:
    assert backend.sequence_period(p, q, w0, w1, m)[1] == period


@pytest.mark.parametrize(("coefficients", "start", "terms", "source"), RECURRENCES)
def test_recurrences_are_what_others_published(
    backend: fibaccel.Backend, coefficients: list[int], start: list[int], terms: str, source: str
) -> None:
    m = 2**32 - 1
    for n, term in enumerate(map(int, terms.split())):
        assert backend.linrec(coefficients, start, n) == term, source
        assert backend.linrec_mod(coefficients, start, n, m) == term % m, source


def test_perrin_pseudoprimes_are_those_that_others_published(backend: fibaccel.Backend) -> None:
    for m in (*PERRIN_PSEUDOPRIMES, 10**9 + 7, 2**61 - 1):
        assert backend.linrec_mod([0, 1, 1], [3, 0, 2], m, m) == 0


def test_pseudoprimes_are_those_that_others_published(backend: fibaccel.Backend) -> None:
    for m in PSEUDOPRIMES:
        symbol = 1 if m % 5 in (1, 4) else -1
        assert backend.fib_mod(m - symbol, m) == 0
    for m in BRUCKMAN_LUCAS:
        assert backend.lucas_mod(m, m) == 1


@pytest.mark.parametrize(("m", "factors", "others"), FACTORS.values(), ids=FACTORS)
def test_periods_of_numbers_whose_factors_are_published(
    backend: fibaccel.Backend, m: int, factors: dict[int, int], others: tuple[int, ...]
) -> None:
    """By the definition: terms recur after the period, and after none of its proper divisors."""
    known = {**dict.fromkeys(others, 0), **factors}
    period = backend.pisano_period(m, factors=known)
    rank = backend.rank_of_apparition(m, factors=known)
    assert period % rank == 0
    assert backend.sequence_period(1, -1, 0, 1, m, factors=known) == (0, period)
    assert backend.fib2_mod(period, m) == (0, 1)
    assert backend.fib_mod(rank, m) == 0
    primes = {2, 5, *(r for p in factors for r in factor(p - jacobi(5, p), known))}
    for prime in primes:
        if period % prime == 0:
            assert backend.fib2_mod(period // prime, m) != (0, 1)
        if rank % prime == 0:
            assert backend.fib_mod(rank // prime, m) != 0
