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

	/** One caller, while another plugin echoes 16 MB. */
	CALL_BESIDE_16M {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.callBeside(16_000_000, trial);
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
	},

	/** Workers that are killed while a call waits. */
	KILL {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.kill(trial);
		}
	},

	/** A worker that is started. */
	START {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.start(1, trial);
		}
	},

	/** 100 workers that are started at the same time. */
	START_100 {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.start(100, trial);
		}
	},

	/** 500 workers that have nothing to do. */
	IDLE_500 {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.idle(500, trial);
		}
	},

	/** 40 workers, for their threads alone. */
	THREADS_40 {
		@Override
		void run(Contestant contestant, Trial trial) throws Exception {
			contestant.threads(40, trial);
		}
	};

	abstract void run(Contestant contestant, Trial trial) throws Exception;

	/**
	 * Whether it takes hundreds of workers.
	 * @return whether it does
	 */
	public boolean isCrowded() {
		return this == START_100 || this == IDLE_500;
	}

	/**
	 * What it is called on the command line.
	 * @return the name
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
