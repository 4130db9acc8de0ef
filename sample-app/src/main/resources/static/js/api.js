// Requests to the application. Each failure is an ApiError with a message for users.

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError("The application does not answer.", 0);
  }
  const text = await response.text();
  const body = text ? parse(text) : null;
  if (!response.ok) {
    throw new ApiError(body?.detail || body?.message || `The application answered ${response.status}.`, response.status);
  }
  return body;
}

export function post(path, json) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(json),
  });
}

export function call(pluginId, method, params) {
  return post(`api/plugins/${encodeURIComponent(pluginId)}/calls`, { method, params });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
