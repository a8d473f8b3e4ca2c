//! A table of small primes.

/// All primes below 2^14.
pub static PRIMES: [u16; 1900] = sieve();

const fn sieve() -> [u16; 1900] {
    let mut composite = [false; 1 << 14];
    let (mut primes, mut found, mut n) = ([0; 1900], 0, 2);
    while n < composite.len() {
        if !composite[n] {
            primes[found] = n as u16;
            found += 1;
            let mut multiple = n * n;
            while multiple < composite.len() {
                composite[multiple] = true;
                multiple += n;
            }
        }
        n += 1;
    }
    assert!(found == primes.len());
    primes
}
