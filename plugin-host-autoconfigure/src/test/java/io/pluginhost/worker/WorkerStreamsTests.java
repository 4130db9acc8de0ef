package io.pluginhost.worker;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.pluginhost.rpc.RawJson;
import io.pluginhost.rpc.RpcCodec;
import io.pluginhost.stream.PluginStreamEvent;
import io.pluginhost.stream.PluginStreamEvent.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerStreamsTests {

	private static final WorkerStreams.Key NEWS = new WorkerStreams.Key("news", "acme");

	private final List<PluginStreamEvent> told = new ArrayList<>();

	private final List<String> complaints = new ArrayList<>();

	private final WorkerStreams streams = new WorkerStreams("one", new RpcCodec(JsonMapper.builder().build()),
			this.told::add, this.complaints::add);

	@Test
	void endClosesWhatIsOpen() {
		this.streams.tell(Kind.OPEN, NEWS, null);
		this.streams.tell(Kind.OPEN, new WorkerStreams.Key("other", null), null);
		this.streams.tell(Kind.CLOSE, new WorkerStreams.Key("other", null), null);
		this.streams.end();
		assertThat(this.told).extracting(PluginStreamEvent::kind)
			.containsExactly(Kind.OPEN, Kind.OPEN, Kind.CLOSE, Kind.CLOSE);
		assertThat(this.told.get(3)).isEqualTo(new PluginStreamEvent("one", Kind.CLOSE, "news", "acme", null, true));
	}

	@Test
	void tellAfterEndTellsNothing() {
		// An event whose reader was held up until the process had ended: whoever heard
		// CLOSE hears no more
		this.streams.tell(Kind.OPEN, NEWS, null);
		this.streams.end();
		this.streams.tell(Kind.EMIT, NEWS, RawJson.of("1"));
		this.streams.tell(Kind.OPEN, NEWS, null);
		this.streams.end();
		assertThat(this.told).extracting(PluginStreamEvent::kind).containsExactly(Kind.OPEN, Kind.CLOSE);
	}

	@Test
	void tellWhenEventCannotBeReadComplains() {
		this.streams.tell(Kind.EMIT, NEWS, RawJson.of("{nonsense}"));
		this.streams.tell(Kind.EMIT, NEWS, RawJson.of("1e999999"));
		assertThat(this.complaints).hasSize(1);
		assertThat(this.told).hasSize(1);
	}

}
