package io.pluginhost.process;

/**
 * Ways in which a worker's processes stand to each other, as shell scripts.
 */
public enum Offspring {

	CHILDREN("sleep 600 & sleep 600 & sleep 600 & wait", 4),

	/** A wrapper of a worker that makes itself a session. */
	OWN_SESSION("setsid sh -c 'sleep 600 & sleep 600' & sleep 600", 5),

	/** What daemons do: another session, and a parent that is gone. */
	ORPHANS("(setsid sh -c 'sleep 600 & sleep 600' </dev/null >/dev/null 2>&1 &); exec sleep 600", 4),

	ORPHANS_ON_THE_PIPES("(sh -c 'sleep 600 & sleep 600' &); exec sleep 600", 4);

	public final String script;

	public final int processes;

	Offspring(String script, int processes) {
		this.script = script;
		this.processes = processes;
	}

}
