package io.pluginhost.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.pluginhost.rpc.RpcOutput;
import io.pluginhost.rpc.Writing;

/**
 * An output that calls back: before a method that takes a line returns, a test does
 * whatever another thread could have done meanwhile, such as bring the answer, close the
 * connection or send the next line.
 */
public final class CallbackOutput implements RpcOutput {

	private final List<String> lines = new ArrayList<>();

	private BiConsumer<String, Object> callback = (line, owner) -> {
	};

	private boolean taking = true;

	/**
	 * Set what happens while a line is being taken, with the line and its owner.
	 */
	public CallbackOutput meanwhile(BiConsumer<String, Object> callback) {
		this.callback = callback;
		return this;
	}

	/**
	 * From now on take no line, after having called back.
	 */
	public CallbackOutput refusing() {
		this.taking = false;
		return this;
	}

	/**
	 * Return the lines that were taken, in order.
	 */
	public List<String> lines() {
		return this.lines;
	}

	private boolean take(byte[] line, Object owner) {
		String text = new String(line, StandardCharsets.UTF_8).stripTrailing();
		if (this.taking) {
			this.lines.add(text);
		}
		this.callback.accept(text, owner);
		return this.taking;
	}

	@Override
	public boolean control(byte[] line, Object owner) {
		return take(line, owner);
	}

	@Override
	public boolean call(byte[] line, Object owner, Writing writing) {
		return take(line, owner);
	}

	@Override
	public boolean keptCall(byte[] line, Object owner) {
		return take(line, owner);
	}

	@Override
	public void answer(byte[] line, Writing writing) {
		take(line, line);
	}

	@Override
	public void refusal(byte[] line) {
		take(line, line);
	}

	@Override
	public void tellOnceRoom(Runnable action) {
		action.run();
	}

	@Override
	public boolean isFull() {
		return false;
	}

	@Override
	public boolean retract(Object owner) {
		return false;
	}

	@Override
	public void acknowledge(long position) {
		// Everything is taken at once
	}

	@Override
	public boolean isClosed() {
		return !this.taking;
	}

}
