package io.pluginhost.autoconfigure;

import java.util.function.BooleanSupplier;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

import io.pluginhost.process.JvmShutdown;

/**
 * Returns whether the application is about to end: its context is being closed, or its
 * JVM shut down. Safe for use by several threads; does not block.
 *
 * @see "docs/decisions/host-end.md"
 */
final class HostClosing implements BooleanSupplier, ApplicationListener<ContextClosedEvent>, Ordered {

	private final ApplicationContext context;

	private volatile boolean closed;

	HostClosing(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public boolean getAsBoolean() {
		return this.closed || JvmShutdown.isUnderway();
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Events of child contexts arrive too
		if (event.getApplicationContext() == this.context) {
			this.closed = true;
		}
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
