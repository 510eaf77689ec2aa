/**
 * HTTP/1.1 message framing as RFC 9112 has it, for an intermediary: heads are parsed in place from one reused array and written again without
 * the fields that belong to one connection only; bodies are measured, not copied. What the RFC calls ambiguous is refused.
 *
 * <p>Nothing here does I/O. Parsers are mutable, reused from message to message and used by one event loop alone.
 */
@NullMarked
package dev.davit.balancer.http1;

import org.jspecify.annotations.NullMarked;
