/**
 * The platform on this machine. {@link dev.davit.local.LocalPlatform} is the client; it starts an
 * {@link dev.davit.local.Agent} when one is first needed, which is a process of its own and holds the load balancer,
 * the services with their tasks, and the state. The agent ends when the last service was removed; when it is killed,
 * the tasks go on, and the next agent takes them over.
 */
@NullMarked
package dev.davit.local;

import org.jspecify.annotations.NullMarked;
