package io.pluginhost.benchmarks.contest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The floor: one thread that writes and reads lines and parses nothing. Faster than this
 * no host in Java can be, short of spinning.
 */
final class FloorContestant implements Contestant {

	private final String[] command;

	private final byte[] question = Pipe.line("call",
			"{\"number\":12345,\"text\":\"" + Payloads.QUESTION.text() + "\"}");

	private final List<Pipe> pipes = new ArrayList<>();

	// All that can be asked for at once, so that nothing is allocated while time is taken
	private final byte[] questions = new byte[this.question.length * 256];

	FloorContestant(String worker) {
		this.command = new String[] { worker, "lines" };
		for (int i = 0; i < 256; i++) {
			System.arraycopy(this.question, 0, this.questions, i * this.question.length, this.question.length);
		}
	}

	@Override
	public void call(Trial trial) throws Exception {
		Pipe pipe = pipe(0);
		while (trial.goesOn()) {
			long start = System.nanoTime();
			pipe.write(this.question, 0, this.question.length);
			pipe.readLines();
			trial.took(System.nanoTime() - start);
		}
	}

	@Override
	public void pipeline(int workers, int window, Trial trial) throws Exception {
		pipe(workers - 1);
		int[] answered = new int[workers];
		Arrays.fill(answered, window);
		while (trial.goesOn()) {
			for (int i = 0; i < workers; i++) {
				this.pipes.get(i).write(this.questions, 0, answered[i] * this.question.length);
			}
			for (int i = 0; i < workers; i++) {
				answered[i] = this.pipes.get(i).readLines();
				trial.did(answered[i]);
			}
		}
		for (int i = 0; i < workers; i++) {
			for (int open = window - answered[i]; open > 0;) {
				open -= this.pipes.get(i).readLines();
			}
		}
	}

	@Override
	public void flood(Flood flood, Trial trial) throws Exception {
		Pipe pipe = pipe(0);
		int batch = flood.batch();
		byte[] order = Pipe.line("flood", "{\"kind\":\"%s\",\"count\":%d}".formatted(flood.kind(), batch));
		byte[] answer = "{\"jsonrpc\":\"2.0\",\"id\":1000,\"result\":{\"number\":12345,\"text\":\"%s\"}}\n"
			.formatted(Payloads.text(40))
			.getBytes(StandardCharsets.ISO_8859_1);
		byte[] answers = new byte[answer.length * 64];
		for (int i = 0; i < 64; i++) {
			System.arraycopy(answer, 0, answers, i * answer.length, answer.length);
		}
		while (trial.goesOn()) {
			pipe.write(order, 0, order.length);
			for (int left = batch + 1; left > 0;) {
				int lines = pipe.readLines();
				left -= lines;
				if (flood == Flood.HOST && left > 0) {
					pipe.write(answers, 0, answer.length * lines);
				}
			}
			trial.did(batch);
		}
	}

	@Override
	public void echo(int bytes, Trial trial) throws Exception {
		Pipe pipe = pipe(0);
		byte[] line = Pipe.line("echo", "{\"number\":0,\"text\":\"" + Payloads.text(bytes) + "\"}");
		while (trial.goesOn()) {
			pipe.write(line, 0, line.length);
			pipe.readLines();
			trial.did(1);
		}
	}

	private Pipe pipe(int index) throws Exception {
		while (this.pipes.size() <= index) {
			this.pipes.add(Pipe.open(this.command));
		}
		return this.pipes.get(index);
	}

	@Override
	public void close() {
		this.pipes.forEach(Pipe::close);
	}

}
