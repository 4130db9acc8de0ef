package io.pluginhost.call;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Positive numbers below 2<sup>52</sup> that cannot be guessed, however many others are
 * known, and none of them twice: a counter, encrypted. Safe for use by any thread; never
 * blocks, allocates nothing.
 * <p>
 * The cipher is a Feistel network, whose round function is SipHash-1-3 under a random
 * key. JSON has no exact numbers beyond 2<sup>53</sup> for many workers, and no
 * established block cipher is that short.
 */
final class SecretSequence {

	private static final int HALF = 26;

	private static final long MASK = (1L << HALF) - 1;

	private static final int ROUNDS = 8;

	private final AtomicLong count = new AtomicLong();

	private final long key0;

	private final long key1;

	SecretSequence() {
		this(new SecureRandom());
	}

	private SecretSequence(SecureRandom random) {
		this(random.nextLong(), random.nextLong());
	}

	SecretSequence(long key0, long key1) {
		this.key0 = key0;
		this.key1 = key1;
	}

	long next() {
		long next = 0;
		while (next == 0) {
			next = encrypt(this.count.getAndIncrement());
		}
		return next;
	}

	private long encrypt(long number) {
		long left = number >>> HALF & MASK;
		long right = number & MASK;
		for (int round = 0; round < ROUNDS; round++) {
			long mixed = left ^ (hash((long) round << HALF | right) & MASK);
			left = right;
			right = mixed;
		}
		return left << HALF | right;
	}

	/**
	 * SipHash-1-3 of one block, without the length that others end with.
	 */
	private long hash(long block) {
		long v0 = this.key0 ^ 0x736f6d6570736575L;
		long v1 = this.key1 ^ 0x646f72616e646f6dL;
		long v2 = this.key0 ^ 0x6c7967656e657261L;
		long v3 = this.key1 ^ 0x7465646279746573L ^ block;
		for (int round = 0; round < 4; round++) {
			if (round == 1) {
				v0 ^= block;
				v2 ^= 0xff;
			}
			v0 += v1;
			v1 = Long.rotateLeft(v1, 13) ^ v0;
			v0 = Long.rotateLeft(v0, 32);
			v2 += v3;
			v3 = Long.rotateLeft(v3, 16) ^ v2;
			v0 += v3;
			v3 = Long.rotateLeft(v3, 21) ^ v0;
			v2 += v1;
			v1 = Long.rotateLeft(v1, 17) ^ v2;
			v2 = Long.rotateLeft(v2, 32);
		}
		return v0 ^ v1 ^ v2 ^ v3;
	}

}
