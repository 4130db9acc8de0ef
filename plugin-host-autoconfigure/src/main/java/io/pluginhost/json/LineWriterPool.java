package io.pluginhost.json;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A few {@link LineWriter}s that are used again: to create one costs more than to write a
 * line. Safe for use by multiple threads; never blocks. A thread finds the writer it has
 * given back, if no other thread shares its place.
 */
final class LineWriterPool {

	private static final int PLACES = 16;

	private final JsonMapper mapper;

	private final AtomicReferenceArray<@Nullable LineWriter> places = new AtomicReferenceArray<>(PLACES);

	LineWriterPool(JsonMapper mapper) {
		this.mapper = mapper;
	}

	LineWriter take() {
		LineWriter kept = this.places.getAndSet(place(), null);
		return (kept != null) ? kept : new LineWriter(this.mapper);
	}

	void giveBack(LineWriter writer) {
		this.places.set(place(), writer);
	}

	private static int place() {
		return (int) Thread.currentThread().getId() & (PLACES - 1);
	}

}
