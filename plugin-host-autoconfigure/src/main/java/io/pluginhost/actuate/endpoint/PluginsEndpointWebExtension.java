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
 * Web extension of {@link PluginsEndpoint}: considers the user's roles, and responds with
 * a status.
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
	 * @param showValues when to show values
	 * @param roles the roles that may see them, if they are shown when authorized
	 */
	public PluginsEndpointWebExtension(PluginsEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Return all plugins.
	 * @param securityContext the user
	 * @return their diagnostics by id
	 */
	@ReadOperation
	public PluginsDescriptor plugins(SecurityContext securityContext) {
		return this.delegate.plugins(this.showValues.isShown(securityContext, this.roles));
	}

	/**
	 * Return one plugin.
	 * @param securityContext the user
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
	 * Return a view of one plugin.
	 * @param securityContext the user
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
	 * Start, stop or restart one plugin.
	 * @param securityContext the user
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
	 * The body of a bad request.
	 *
	 * @param message what is wrong, and what is supported
	 */
	@FixedJson
	record Problem(String message) implements OperationResponseBody {
	}

}
