package io.pluginhost.worker;

import java.util.Set;
import java.util.TreeSet;

import io.pluginhost.worker.TransitionTable.Transition;

/**
 * Writes down which transitions of the lifecycle's table are followed, and where each
 * led.
 */
final class FollowedTransitions {

	private static final Set<String> followed = new TreeSet<>();

	private static boolean recording;

	private FollowedTransitions() {
	}

	static synchronized void record() {
		if (!recording) {
			recording = true;
			ChangedTransition.transitions()
				.values()
				.forEach((types) -> types.replaceAll((type, transition) -> recorded(transition)));
		}
	}

	private static Transition<WorkerActions, LifecycleEvent> recorded(
			Transition<WorkerActions, LifecycleEvent> transition) {
		return new Transition<>(transition.state(), transition.type(), transition.next(), transition.isDecision(),
				(worker, event) -> {
					WorkerState next = transition.action().apply(worker, event);
					followed.add(name(transition, next));
					return next;
				});
	}

	static Set<String> unfollowed() {
		Set<String> unfollowed = new TreeSet<>();
		for (Transition<WorkerActions, LifecycleEvent> transition : WorkerLifecycle.TABLE.transitions()) {
			transition.next().forEach((next) -> unfollowed.add(name(transition, next)));
		}
		unfollowed.removeAll(followed);
		return unfollowed;
	}

	/**
	 * Return where transitions have led that do not list it.
	 */
	static Set<String> unlisted() {
		Set<String> unlisted = new TreeSet<>(followed);
		WorkerLifecycle.TABLE.transitions()
			.forEach((transition) -> transition.next().forEach((next) -> unlisted.remove(name(transition, next))));
		return unlisted;
	}

	private static String name(Transition<WorkerActions, LifecycleEvent> transition, WorkerState next) {
		return transition.state() + " " + transition.type() + " → " + next;
	}

}
