package io.pluginhost.handler.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.pluginhost.handler.HostCall;

/**
 * A call that is cancelled by hand.
 */
class FakeHostCall implements HostCall {

	private final List<Runnable> actions = new ArrayList<>();

	private boolean cancelled;

	void cancel() {
		this.cancelled = true;
		this.actions.forEach(Runnable::run);
	}

	@Override
	public String pluginId() {
		return "acme.linear";
	}

	@Override
	public String method() {
		return "state.get";
	}

	@Override
	public long generation() {
		return 1;
	}

	@Override
	public @Nullable String companyId() {
		return null;
	}

	@Override
	public String requireScope() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Instant deadline() {
		return Instant.MAX;
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void onCancel(Runnable action) {
		this.actions.add(action);
	}

}
