/**
 * Images as single files: an OCI image layout in a tar archive is written and read, what {@code docker load} reads is
 * written.
 */
@NullMarked
package dev.davit.image.archive;

import org.jspecify.annotations.NullMarked;
