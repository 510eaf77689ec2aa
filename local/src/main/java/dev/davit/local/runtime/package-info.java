/**
 * How a task runs on this machine. A {@link dev.davit.local.runtime.TaskRuntime} starts tasks, finds those again that
 * an earlier agent started, and tells when one ends; {@link dev.davit.local.runtime.RuntimeChoice} picks one of them.
 */
@NullMarked
package dev.davit.local.runtime;

import org.jspecify.annotations.NullMarked;
