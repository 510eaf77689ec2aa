/** Sends images to registries that speak the OCI distribution specification. */
@NullMarked
package dev.davit.image.registry;

import org.jspecify.annotations.NullMarked;
