/**
 * Makes layers from files and archives, and reads them. The same input gives the same bytes on every machine and every day: entries are sorted, and
 * their owner, mode and time are fixed, whatever the files on disk say.
 */
@NullMarked
package dev.davit.image.layer;

import org.jspecify.annotations.NullMarked;
