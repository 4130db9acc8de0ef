package io.pluginhost.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.pluginhost.PluginWorker;
import io.pluginhost.WorkerStatus;
import io.pluginhost.testing.FakePluginWorkerManager;

import static org.assertj.core.api.Assertions.assertThat;

class StartupQueueTests {

	private final FakePluginWorkerManager manager = new FakePluginWorkerManager("a", "b", "c", "d", "e");

	private final StartupQueue queue = new StartupQueue(2, (worker) -> worker::start);

	@Test
	void startWhenThereIsNoMoreRoomLetsTheRestWait() {
		start(this.manager.getWorkers());
		assertThat(starting()).containsExactly("a", "b");
	}

	@Test
	void startWhenOneHasStartedStartsTheNext() {
		start(this.manager.getWorkers());
		this.manager.getWorker("b").started();
		assertThat(starting()).containsExactly("a", "c");
	}

	@Test
	void startWhenOneHasFailedStartsTheNext() {
		List<CompletableFuture<Void>> outcomes = start(this.manager.getWorkers());
		this.manager.getWorker("a").failed(new IllegalStateException("no luck"));
		assertThat(starting()).containsExactly("b", "c");
		assertThat(outcomes.get(0)).isCompletedExceptionally();
	}

	@Test
	void startWhenAllHaveStartedCompletesInOrder() {
		List<CompletableFuture<Void>> outcomes = start(this.manager.getWorkers());
		List.of("b", "a", "d", "c", "e").forEach((id) -> {
			assertThat(starting()).contains(id).hasSizeLessThanOrEqualTo(2);
			this.manager.getWorker(id).started();
		});
		assertThat(outcomes).hasSize(5).allSatisfy((outcome) -> assertThat(outcome).isCompleted());
	}

	@Test
	void startWhenTheFirstAreStillStartingWaitsBehindThem() {
		List<PluginWorker> workers = this.manager.getWorkers();
		start(workers.subList(0, 2));
		start(workers.subList(2, 3));
		assertThat(starting()).containsExactly("a", "b");
	}

	@Test
	void startThatIsCancelledWhileWaitingMakesRoomForTheNext() {
		Set<String> calledOff = new HashSet<>();
		StartupQueue queue = new StartupQueue(1, (worker) -> () -> calledOff.contains(worker.pluginId())
				? CompletableFuture.failedFuture(new IllegalStateException("called off")) : worker.start());
		List<CompletableFuture<Void>> outcomes = queue.start(this.manager.getWorkers(), (id) -> Set.of());
		calledOff.add("b");
		this.manager.getWorker("a").started();
		assertThat(starting()).containsExactly("c");
		assertThat(outcomes.get(1)).isCompletedExceptionally();
	}

	@Test
	void clearRemovesWaitingStarts() {
		List<CompletableFuture<Void>> outcomes = start(this.manager.getWorkers());
		assertThat(this.queue.clear()).extracting(PluginWorker::pluginId).containsExactly("c", "d", "e");
		this.manager.getWorker("a").started();
		assertThat(starting()).containsExactly("b");
		assertThat(this.manager.idsOf(WorkerStatus.STOPPED)).containsExactly("c", "d", "e");
		// No caller waits for ever
		assertThat(outcomes.subList(2, 5)).allSatisfy((outcome) -> assertThat(outcome).isCompletedExceptionally());
	}

	@Test
	void startWhenItDependsOnOthersWaitsForAllOfThem() {
		start(this.manager.getWorkers(), Map.of("a", Set.of("b", "c"), "b", Set.of("c")));
		assertThat(starting()).containsExactly("c", "d");
		this.manager.getWorker("d").started();
		assertThat(starting()).containsExactly("c", "e");
		this.manager.getWorker("c").started();
		assertThat(starting()).containsExactly("b", "e");
		this.manager.getWorker("e").started();
		assertThat(starting()).containsExactly("b");
		this.manager.getWorker("b").started();
		assertThat(starting()).containsExactly("a");
	}

	@Test
	void startWhenWhatItDependsOnFailsStartsAllTheSame() {
		start(this.manager.getWorkers().subList(0, 2), Map.of("a", Set.of("b")));
		assertThat(starting()).containsExactly("b");
		this.manager.getWorker("b").failed(new IllegalStateException("no luck"));
		assertThat(starting()).containsExactly("a");
	}

	@Test
	void startWhenWhatItDependsOnIsNotStartedDoesNotWait() {
		start(this.manager.getWorkers().subList(0, 1), Map.of("a", Set.of("b", "unknown")));
		assertThat(starting()).containsExactly("a");
	}

	@Test
	void clearRemovesStartsThatDependOnOthers() {
		List<CompletableFuture<Void>> outcomes = start(this.manager.getWorkers().subList(0, 2),
				Map.of("a", Set.of("b")));
		assertThat(this.queue.clear()).extracting(PluginWorker::pluginId).containsExactly("a");
		this.manager.getWorker("b").started();
		assertThat(starting()).isEmpty();
		assertThat(outcomes.get(0)).isCompletedExceptionally();
	}

	private List<CompletableFuture<Void>> start(List<PluginWorker> workers) {
		return start(workers, Map.of());
	}

	private List<CompletableFuture<Void>> start(List<PluginWorker> workers, Map<String, Set<String>> dependsOn) {
		return this.queue.start(workers, (id) -> dependsOn.getOrDefault(id, Set.of()));
	}

	private List<String> starting() {
		return this.manager.idsOf(WorkerStatus.STARTING);
	}

}
