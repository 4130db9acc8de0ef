package io.pluginhost.stream.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;
import tools.jackson.databind.node.JsonNodeFactory;

import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;
import io.pluginhost.testing.FakePluginWorkerManager;

/**
 * Streams keep the rules of Reactive Streams: its own compatibility kit, each of whose
 * tests is one here.
 */
class ReactiveStreamsRulesTests {

	/** Has a test of its own in {@link PublishedStreamsTests}. */
	private static final String NEEDS_BILLIONS = "required_spec317_mustNotSignalOnErrorWhenPendingAboveLongMaxValue";

	private static final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterAll
	static void endThreads() {
		threads.shutdownNow();
	}

	@TestFactory
	Stream<DynamicTest> rules() {
		return Arrays.stream(FlowPublisherVerification.class.getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class) && !method.getName().startsWith("untested_")
					&& !method.getName().equals(NEEDS_BILLIONS))
			.map((method) -> DynamicTest.dynamicTest(method.getName(), () -> run(method)));
	}

	private static void run(Method rule) throws Throwable {
		Verification verification = new Verification();
		verification.setUp();
		try {
			rule.invoke(verification);
		}
		catch (InvocationTargetException ex) {
			boolean optional = rule.getName().startsWith("optional_");
			if (!optional || !(ex.getTargetException() instanceof SkipException)) {
				throw ex.getTargetException();
			}
		}
	}

	/**
	 * Waits for long for what must come, and for a moment for what must not.
	 */
	private static final class Verification extends FlowPublisherVerification<PluginStreamEvent> {

		Verification() {
			super(new TestEnvironment(20_000, 50, 10));
		}

		@Override
		public Publisher<PluginStreamEvent> createFlowPublisher(long elements) {
			FakePluginWorkerManager manager = new FakePluginWorkerManager("linear");
			PublishedStreams streams = new PublishedStreams(() -> manager, (pluginId) -> Long.MAX_VALUE, threads);
			Publisher<PluginStreamEvent> publisher = streams.subscribe("linear", "progress");
			return (subscriber) -> {
				publisher.subscribe(subscriber);
				for (int i = 0; i < elements; i++) {
					streams.onStreamEvent(new PluginStreamEvent("linear", Kind.EMIT, "progress", null,
							JsonNodeFactory.instance.numberNode(i), false));
				}
				streams.close();
			};
		}

		@Override
		public Publisher<PluginStreamEvent> createFailedFlowPublisher() {
			FakePluginWorkerManager manager = new FakePluginWorkerManager("linear");
			PublishedStreams streams = new PublishedStreams(() -> manager, (pluginId) -> Long.MAX_VALUE, threads);
			Publisher<PluginStreamEvent> publisher = streams.subscribe("linear", "progress");
			manager.removeWorker("linear");
			return publisher;
		}

		@Override
		public long maxElementsFromPublisher() {
			return 10_000;
		}

	}

}
