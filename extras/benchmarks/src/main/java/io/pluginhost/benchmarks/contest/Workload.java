package io.pluginhost.benchmarks.contest;

import java.util.Locale;

/**
 * The things contestants do against time.
 */
public enum Workload {

	/** One caller, one call after the other. */
	CALL {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.call(trial);
		}
	},

	/** 16 calls in flight. */
	PIPELINE_16 {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.pipeline(1, 16, trial);
		}
	},

	/** 256 calls in flight. */
	PIPELINE_256 {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.pipeline(1, 256, trial);
		}
	},

	/** 16 callers who wait for their answers. */
	CALLERS_16 {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.callers(16, trial);
		}
	},

	/** 16 workers, with 16 calls in flight to each. */
	WORKERS_16 {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.pipeline(16, 16, trial);
		}
	},

	/** A worker that calls the host. */
	HOST {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.flood(Flood.HOST, trial);
		}
	},

	/** A worker that emits events. */
	STREAM {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.flood(Flood.STREAM, trial);
		}
	},

	/** A worker that logs. */
	LOG {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.flood(Flood.LOG, trial);
		}
	},

	/** 10 KB there and back. */
	ECHO_10K {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.echo(10_000, trial);
		}
	},

	/** 1 MB there and back. */
	ECHO_1M {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.echo(1_000_000, trial);
		}
	},

	/** 16 MB there and back. */
	ECHO_16M {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.echo(16_000_000, trial);
		}
	};

	abstract void run(Contestant contestant, Trial trial) throws Exception;

	/**
	 * What it is called on the command line.
	 * @return the name
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
