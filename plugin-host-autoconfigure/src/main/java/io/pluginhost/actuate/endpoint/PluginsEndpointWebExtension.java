package io.pluginhost.actuate.endpoint;

import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * What the endpoint is on the web: knows who asks, and answers with a status.
 */
@EndpointWebExtension(endpoint = PluginsEndpoint.class)
public class PluginsEndpointWebExtension {

	private static final int ACCEPTED = 202;

	private final PluginsEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Create the extension.
	 * @param delegate the endpoint
	 * @param showValues when values are shown
	 * @param roles who may see them, when they are shown to those authorized
	 */
	public PluginsEndpointWebExtension(PluginsEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Return all plugins.
	 * @param securityContext who asks
	 * @return their diagnostics by id
	 */
	@ReadOperation
	public PluginsDescriptor plugins(SecurityContext securityContext) {
		return this.delegate.plugins(this.showValues.isShown(securityContext, this.roles));
	}

	/**
	 * Return one plugin.
	 * @param securityContext who asks
	 * @param id the plugin
	 * @return its diagnostics and definition; 404 if there is none
	 */
	@ReadOperation
	public WebEndpointResponse<? extends OperationResponseBody> plugin(SecurityContext securityContext,
			@Selector String id) {
		return respond(() -> this.delegate.plugin(id, this.showValues.isShown(securityContext, this.roles)),
				WebEndpointResponse.STATUS_OK);
	}

	/**
	 * Return a closer look at one plugin.
	 * @param securityContext who asks
	 * @param id the plugin
	 * @param view {@code history}, {@code logs} or {@code calls}
	 * @return the view; 404 if there is no such plugin, 400 if there is no such view
	 */
	@ReadOperation
	public WebEndpointResponse<? extends OperationResponseBody> view(SecurityContext securityContext,
			@Selector String id, @Selector String view) {
		return respond(() -> this.delegate.view(id, view, this.showValues.isShown(securityContext, this.roles)),
				WebEndpointResponse.STATUS_OK);
	}

	/**
	 * Begin to start, stop or restart one plugin.
	 * @param securityContext who asks
	 * @param id the plugin
	 * @param action {@code start}, {@code stop} or {@code restart}
	 * @return 202 and the diagnostics at that moment; 404 if there is no such plugin, 400
	 * if there is no such action
	 */
	@WriteOperation
	public WebEndpointResponse<? extends OperationResponseBody> act(SecurityContext securityContext,
			@Selector String id, String action) {
		return respond(() -> this.delegate.act(id, action, this.showValues.isShown(securityContext, this.roles)),
				ACCEPTED);
	}

	private static WebEndpointResponse<? extends OperationResponseBody> respond(
			Supplier<? extends @Nullable OperationResponseBody> operation, int status) {
		try {
			OperationResponseBody body = operation.get();
			return (body != null) ? new WebEndpointResponse<>(body, status)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (IllegalArgumentException ex) {
			return new WebEndpointResponse<>(new Problem(String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	/**
	 * Why a request makes no sense.
	 *
	 * @param message what is wrong, and what is right
	 */
	@FixedJson
	record Problem(String message) implements OperationResponseBody {
	}

}
