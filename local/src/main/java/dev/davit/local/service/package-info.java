/**
 * Services on this machine: each keeps its tasks running behind its listener and moves from release to release. A
 * {@link dev.davit.local.service.Service} has one thread that owns all its mutable state; whatever happens to it comes
 * as a message.
 */
@NullMarked
package dev.davit.local.service;

import org.jspecify.annotations.NullMarked;
