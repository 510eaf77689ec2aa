/**
 * Pulls images from registries and pushes them (OCI distribution specification 1.1, and the token protocol that registries
 * share). {@link dev.davit.image.registry.RegistryClient} is where to begin; everything else public is what it is given,
 * what it tells, and what it throws.
 *
 * <p>What holds for every request:
 *
 * <ul>
 *   <li>A credential is shown to its own registry, and to the token service that this registry names, and only over TLS,
 *       on this machine, or where plain HTTP was asked for. No redirect takes it to another host, port or scheme.
 *   <li>What is read has the digest and the length it should have, or reading fails: manifests of 4 MiB at most, blobs while
 *       they are read.
 *   <li>What fails for the moment is tried again, five times at most, with pauses that grow and are partly random, or as
 *       long as the registry asks for, up to a minute. A transfer goes on where it stopped.
 *   <li>When nothing moves for a minute the other side is taken for dead. There is no limit to a transfer that moves.
 *   <li>Memory does not grow with the size of blobs.
 * </ul>
 */
@NullMarked
package dev.davit.image.registry;

import org.jspecify.annotations.NullMarked;
