package io.pluginhost.autoconfigure.stream;

import java.time.Duration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.pluginhost.autoconfigure.PluginHostAutoConfiguration;
import io.pluginhost.concurrent.HostThreads;
import io.pluginhost.concurrent.SystemTimekeeper;
import io.pluginhost.stream.PluginStreams;
import io.pluginhost.stream.adapter.ReactivePluginStreams;
import io.pluginhost.stream.adapter.SsePluginStreams;

/**
 * Auto-configuration of {@link PluginStreams} for Reactor and for Spring MVC.
 */
@AutoConfiguration(after = PluginHostAutoConfiguration.class)
@ConditionalOnBean({ PluginStreams.class, HostThreads.class, SystemTimekeeper.class })
public final class PluginStreamsAutoConfiguration {

	private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

	/**
	 * Nested, since Reactor may be missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Flux.class)
	static class ReactorConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReactivePluginStreams pluginHostReactiveStreams(PluginStreams streams) {
			return new ReactivePluginStreams(streams);
		}

	}

	/**
	 * Nested, since Spring MVC may be missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SseEmitter.class)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class WebMvcConfiguration {

		@Bean
		@ConditionalOnMissingBean
		SsePluginStreams pluginHostSseStreams(PluginStreams streams, HostThreads threads, SystemTimekeeper time) {
			return new SsePluginStreams(streams,
					(sign) -> time.schedule(SIGN_OF_LIFE, () -> threads.callbacks().execute(sign)));
		}

	}

}
