/**
 * What an app's image is built on: an image of a registry, pulled once and pinned by its digest, or a root file system of
 * this machine.
 */
@NullMarked
package dev.davit.build.base;

import org.jspecify.annotations.NullMarked;
