// Shows the OpenAPI document. The address comes from the page, so that this file never changes.
const place = document.getElementById("docs");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  docExpansion: "list",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  requestInterceptor: (request) => {
    // Trying a request out twice should do two things: each click gets a key of its own unless one was typed in.
    if (request.method === "POST" && !request.headers["Idempotency-Key"]) {
      request.headers["Idempotency-Key"] = crypto.randomUUID();
    }
    return request;
  },
});
