//! Published values, each with the reason it is here. Source: OEIS A000045 and A000032.

/// An index, the decimal digits of the term there, and the branch or boundary the row is for.
pub(super) type Case = (u64, &'static str, &'static str);

/// OEIS A000045.
pub(super) const FIBONACCI: &[Case] = &[
    (0, "0", "seed of the sequence"),
    (1, "1", "the other seed"),
    (2, "1", "the value that occurs twice"),
    (10, "55", "an ordinary table entry"),
    (93, "12200160415121876738", "the last that fits 64 bits"),
    (94, "19740274219868223167", "the first that does not"),
    (
        186,
        "332825110087067562321196029789634457848",
        "the last that fits 128 bits, and the table's last",
    ),
    (
        187,
        "538522340430300790495419781092981030533",
        "the first product: n odd, k = 93 odd",
    ),
    (
        188,
        "871347450517368352816615810882615488381",
        "n even, k = 94",
    ),
    (
        189,
        "1409869790947669143312035591975596518914",
        "n odd, k = 94 even",
    ),
    (
        300,
        "222232244629420445529739893461909967206666939096499764990979600",
        "n even, k = 150, from the table",
    ),
    (
        374,
        "648473825618649048121038413079524682351409714485519861708388359345126257210057",
        "k = 187: the first doubling, to an odd index",
    ),
    (
        376,
        "1697726516284295515651670644354144400761613511040643009353262085480136081475307",
        "k = 188: a doubling to an even index",
    ),
];

/// OEIS A000032.
pub(super) const LUCAS: &[Case] = &[
    (
        0,
        "2",
        "seed of the sequence, and the only one above its successor",
    ),
    (1, "1", "the other seed"),
    (2, "3", "the first sum"),
    (10, "123", "an ordinary entry"),
    (92, "16860207025497407047", "the last that fits 64 bits"),
    (93, "27280388024614569596", "the first that does not"),
    (
        186,
        "744219570773534018669643532396327603218",
        "the last one from the table, past 128 bits",
    ),
    (
        187,
        "1204172560604435915137811840672249946229",
        "the first product: n odd, k = 93 odd",
    ),
    (
        188,
        "1948392131377969933807455373068577549447",
        "the first squaring: n even, k = 94 even",
    ),
    (
        189,
        "3152564691982405848945267213740827495676",
        "n odd, k = 94 even",
    ),
    (
        190,
        "5100956823360375782752722586809405045123",
        "n even, k = 95 odd",
    ),
    (
        376,
        "3796231897615588450712935106903383837582021104150889304643009537750155730005807",
        "two squarings in a row",
    ),
    (
        375,
        "2346200341902944563772709057433669083113023225526162871061650444825262338685364",
        "n odd, k = 187, the first doubling",
    ),
];
