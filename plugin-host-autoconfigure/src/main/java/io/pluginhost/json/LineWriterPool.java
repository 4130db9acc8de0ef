package io.pluginhost.json;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps a few {@link LineWriter}s for whoever writes next: what one needs costs more than
 * the line it writes. Safe for use by any number of threads; never blocks. A thread finds
 * the writer it has given back, if no other thread shares its place.
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
