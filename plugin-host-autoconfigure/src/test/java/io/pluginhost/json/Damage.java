package io.pluginhost.json;

import java.util.Arrays;

/**
 * What can happen to bytes.
 */
public enum Damage {

	CHANGED {

		@Override
		public byte[] done(byte[] bytes, int where, byte what) {
			byte[] changed = bytes.clone();
			changed[Math.floorMod(where, bytes.length)] = what;
			return changed;
		}

	},

	CUT {

		@Override
		public byte[] done(byte[] bytes, int where, byte what) {
			return Arrays.copyOf(bytes, Math.floorMod(where, bytes.length));
		}

	},

	LENGTHENED {

		@Override
		public byte[] done(byte[] bytes, int where, byte what) {
			int at = Math.floorMod(where, bytes.length);
			byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
			System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
			longer[at] = what;
			return longer;
		}

	};

	public abstract byte[] done(byte[] bytes, int where, byte what);

}
