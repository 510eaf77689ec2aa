/**
 * Finds the credentials of registries where Docker, Podman and Davit keep them, and keeps new ones in the same places.
 *
 * <p>Nothing is read before a registry asks who is there. {@link dev.davit.image.credential.CredentialSources#of} puts the
 * places together in the order in which they count: the environment, Docker's configuration with its helpers, the
 * {@code auth.json} of the containers tools. A place that names a registry answers for it alone; a secret meant for one
 * registry is never told to another.
 */
@NullMarked
package dev.davit.image.credential;

import org.jspecify.annotations.NullMarked;
