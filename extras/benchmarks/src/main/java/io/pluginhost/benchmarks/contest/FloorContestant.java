package io.pluginhost.benchmarks.contest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The floor: one thread that writes and reads lines and parses nothing. Faster than this
 * no host in Java can be, short of spinning.
 */
final class FloorContestant implements Contestant {

	private final List<String> command;

	private final byte[] question = Pipe.line("call",
			"{\"number\":12345,\"text\":\"" + Payloads.QUESTION.text() + "\"}");

	private final List<Pipe> pipes = new ArrayList<>();

	// All that can be asked for at once, so that nothing is allocated while time is taken
	private final byte[] questions = new byte[this.question.length * 256];

	FloorContestant(Worker worker) {
		this.command = worker.command("lines");
		for (int i = 0; i < 256; i++) {
			System.arraycopy(this.question, 0, this.questions, i * this.question.length, this.question.length);
		}
	}

	@Override
	public void call(Trial trial) throws Exception {
		Pipe pipe = pipe(0);
		trial.begin();
		while (trial.goesOn()) {
			long start = System.nanoTime();
			pipe.write(this.question, 0, this.question.length);
			pipe.readLines();
			trial.took(System.nanoTime() - start);
		}
	}

	@Override
	public void callBeside(int bytes, Trial trial) throws Exception {
		Pipe other = pipe(1);
		byte[] line = echo(bytes);
		AtomicBoolean over = new AtomicBoolean();
		FutureTask<Void> beside = new FutureTask<>(() -> {
			while (!over.get()) {
				other.write(line, 0, line.length);
				other.readLines();
			}
			return null;
		});
		Thread thread = new Thread(beside, "beside");
		thread.setDaemon(true);
		thread.start();
		try {
			call(trial);
		}
		finally {
			over.set(true);
			beside.get();
		}
	}

	@Override
	public void pipeline(int workers, int window, Trial trial) throws Exception {
		pipe(workers - 1);
		int[] answered = new int[workers];
		Arrays.fill(answered, window);
		trial.begin();
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
		trial.begin();
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
		byte[] line = echo(bytes);
		trial.begin();
		while (trial.goesOn()) {
			pipe.write(line, 0, line.length);
			pipe.readLines();
			trial.did(1);
		}
	}

	private static byte[] echo(int bytes) {
		return Pipe.line("echo", "{\"number\":0,\"text\":\"" + Payloads.text(bytes) + "\"}");
	}

	@Override
	public void kill(Trial trial) throws Exception {
		byte[] hang = Pipe.line("hang", "{}");
		while (trial.goesOn()) {
			Pipe pipe = openMany(1).get(0);
			pipe.write(hang, 0, hang.length);
			long start = System.nanoTime();
			pipe.kill();
			pipe.readToEnd();
			trial.took(System.nanoTime() - start);
			pipe.close();
		}
	}

	@Override
	public void start(int workers, Trial trial) throws Exception {
		while (trial.goesOn()) {
			long start = System.nanoTime();
			List<Pipe> started = openMany(workers);
			trial.took(System.nanoTime() - start);
			started.forEach(Pipe::close);
		}
	}

	@Override
	public void idle(int workers, Trial trial) throws Exception {
		pipe(0);
		double resting = Footprint.rest();
		Footprint before = Footprint.now();
		List<Pipe> started = openMany(workers);
		Footprint.pause(2000);
		Footprint.now().note(trial, before, workers);
		trial.note("resting", Footprint.rest() - resting);
		trial.did(workers);
		started.forEach(Pipe::close);
	}

	private Pipe pipe(int index) throws Exception {
		if (this.pipes.size() <= index) {
			this.pipes.addAll(openMany(index + 1 - this.pipes.size()));
		}
		return this.pipes.get(index);
	}

	private List<Pipe> openMany(int count) throws Exception {
		List<Pipe> opened = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			opened.add(Pipe.start(this.command));
		}
		for (Pipe pipe : opened) {
			pipe.initialize();
		}
		return opened;
	}

	@Override
	public void close() {
		this.pipes.forEach(Pipe::close);
	}

}
