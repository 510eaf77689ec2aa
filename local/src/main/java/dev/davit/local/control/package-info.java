/**
 * How a client speaks with its agent: HTTP/1.1 over a Unix domain socket that this user alone can open, with JSON
 * bodies. What takes a while is answered with a stream of {@link dev.davit.local.control.Event}s, one a line.
 *
 * <pre>
 * GET    /v1/agent                     {@link dev.davit.local.control.AgentFacts}
 * GET    /v1/services                  an array of {@link dev.davit.app.ServiceStatus}
 * POST   /v1/services                  {@link dev.davit.local.service.DeployRequest}; events
 * DELETE /v1/services/{name}           events
 * GET    /v1/services/{name}/logs      {@link dev.davit.app.LogLine}s, one a line; ?task= &amp;lines= &amp;follow=
 * </pre>
 */
@NullMarked
package dev.davit.local.control;

import org.jspecify.annotations.NullMarked;
