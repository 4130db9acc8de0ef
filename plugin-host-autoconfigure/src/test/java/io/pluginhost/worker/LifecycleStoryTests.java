package io.pluginhost.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.pluginhost.PluginDefinitionBuilder;
import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens if the lifecycle's table and its actions do not agree, which is a bug of
 * the host: it is logged with the transition, and no process or caller is left behind.
 */
@Isolated("changes the table")
class LifecycleStoryTests {

	private static final Path TABLE = Path.of(System.getProperty("basedir", "."),
			"src/main/java/io/pluginhost/worker/WorkerLifecycle.java");

	private static final Pattern TRANSITION = Pattern
		.compile("\\.on\\(\\w+,\\s+\\w+,\\s+(List\\.of\\([\\w,\\s]+\\)|\\w+),\\s+WorkerActions::(\\w+)\\)");

	private final WorkerStage stage = new WorkerStage();

	private final List<ILoggingEvent> errors = new ArrayList<>();

	private LoggedLines log;

	@BeforeEach
	void listen() {
		this.log = LoggedLines.ofLogger("io.pluginhost.worker", (event) -> {
			if (event.getLevel() == Level.ERROR) {
				this.errors.add(event);
			}
		});
	}

	@AfterEach
	void close() {
		this.log.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "BACKOFF", "CRASHED" })
	void anExitThatLeadsWhereItsRowDoesNotListCrashesTheWorkerForGood(WorkerState next) {
		// A state that an action returns and its transition does not list is an error,
		// and no
		// caller waits for what does not come
		try (ChangedTransition transition = ChangedTransition.without(next, WorkerState.RUNNING,
				LifecycleEventType.EXITED)) {
			PluginWorker plugin = this.stage.running((definition) -> lives(definition, next));
			this.stage.worker().process.exit(1);
			this.stage.turn();
			assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
			assertBug("the transition (RUNNING, EXITED) → [", "leads to " + next);
			plugin.start();
			this.stage.turn();
			assertThat(plugin.status()).as("is started again").isNotEqualTo(WorkerStatus.STOPPED);
		}
	}

	@Test
	void aFaultThatLeadsWhereItsRowDoesNotListEndsTheProcess() {
		try (ChangedTransition transition = ChangedTransition.without(WorkerState.DUMPING, WorkerState.RUNNING,
				LifecycleEventType.FAULTED)) {
			PluginWorker plugin = this.stage
				.running((definition) -> definition.healthCheckEnabled(true).restartJitter(0));
			this.stage.worker().process.dumpingThreads().survivingTerminate();
			this.stage.advance(Duration.ofMinutes(5));
			assertBug("the transition (RUNNING, FAULTED) → [KILLING_FAULTY]", "leads to DUMPING");
			assertThat(this.stage.launcher.workers().get(0).process.isAlive()).isFalse();
			assertThat(this.stage.launcher.workers()).hasSizeGreaterThan(1);
			assertThat(plugin.diagnostics().totalCrashes()).isPositive();
		}
	}

	@Test
	void aFailedStartThatLeadsWhereItsRowDoesNotListFailsItsCaller() {
		try (ChangedTransition transition = ChangedTransition.without(WorkerState.BACKOFF, WorkerState.SPAWNING,
				LifecycleEventType.SPAWN_FAILED)) {
			this.stage.launcher.fail(new IOException("No such file"));
			PluginWorker plugin = this.stage.plugin();
			CompletableFuture<Void> start = plugin.start();
			this.stage.turn();
			assertThat(start).isCompletedExceptionally();
			assertThat(plugin.status()).isEqualTo(WorkerStatus.CRASHED);
			assertThat(plugin.stop()).satisfies((stop) -> this.stage.turn()).isCompleted();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SPAWNED", "INITIALIZED" })
	void anActionThatFailsWhileTheWorkerStartsEndsTheProcess(LifecycleEventType type) {
		WorkerState state = (type == LifecycleEventType.SPAWNED) ? WorkerState.SPAWNING : WorkerState.INITIALIZING;
		PluginWorker plugin = this.stage.plugin((definition) -> definition.restartJitter(0));
		CompletableFuture<Void> start;
		try (ChangedTransition transition = ChangedTransition.failing(state, type, new IllegalStateException("bug"))) {
			start = plugin.start();
			this.stage.turn();
		}
		assertBug("(%s, %s)".formatted(state, type), "bug");
		assertThat(WorkerStage.failure(start)).hasMessage("bug");
		assertThat(this.stage.launcher.alive()).as("processes that no state knows of").isZero();
		this.stage.advance(Duration.ofHours(1));
		assertThat(plugin.status()).isIn(WorkerStatus.RUNNING, WorkerStatus.CRASHED);
		plugin.start();
		this.stage.turn();
		assertThat(plugin.status()).isEqualTo(WorkerStatus.RUNNING);
		assertThat(this.stage.launcher.alive()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "DRAINING", "TERMINATING" })
	void anActionThatFailsWhileTheWorkerStopsOnlyDelaysTheStop(WorkerState state) {
		PluginWorker plugin = this.stage.running();
		this.stage.worker().ignoring("shutdown");
		this.stage.worker().process.survivingTerminate();
		LifecycleEventType type = (state == WorkerState.DRAINING) ? LifecycleEventType.STOP
				: LifecycleEventType.DEADLINE;
		WorkerState before = (state == WorkerState.DRAINING) ? WorkerState.RUNNING : WorkerState.DRAINING;
		try (ChangedTransition transition = ChangedTransition.failing(before, type, new IllegalStateException("bug"))) {
			plugin.stop();
			this.stage.advance(Duration.ofMinutes(1));
		}
		assertThat(plugin.status()).isEqualTo(WorkerStatus.STOPPED);
		assertThat(this.stage.launcher.alive()).isZero();
	}

	@Test
	void aRowThatKnowsItsNextStateDropsNoneThatItsActionReturns() throws IOException, ReflectiveOperationException {
		// What an action returns counts: an action that decides stands in transitions
		// that let
		// it
		Matcher transitions = TRANSITION.matcher(Files.readString(TABLE));
		int count = 0;
		while (transitions.find()) {
			count++;
			Class<?> returned = WorkerActions.class.getDeclaredMethod(transitions.group(2), LifecycleEvent.class)
				.getReturnType();
			assertThat(returned).as(transitions.group())
				.isEqualTo(transitions.group(1).startsWith("List.of") ? WorkerState.class : void.class);
		}
		assertThat(count).isEqualTo(WorkerLifecycle.TABLE.transitions().size());
	}

	private void assertBug(String... words) {
		assertThat(this.errors).anySatisfy((error) -> {
			assertThat(error.getThrowableProxy()).isNotNull();
			assertThat(error.getFormattedMessage() + error.getThrowableProxy().getMessage())
				.contains("bug of plugin-host")
				.contains(words);
		});
	}

	private static PluginDefinitionBuilder lives(PluginDefinitionBuilder definition, WorkerState next) {
		return definition.restartEnabled(next == WorkerState.BACKOFF);
	}

}
