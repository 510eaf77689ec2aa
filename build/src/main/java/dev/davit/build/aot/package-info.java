/**
 * The AOT cache of a Java image (JEP 483, 514 and 515): classes loaded and linked, and profiles taken, ahead of time.
 *
 * <p>{@link dev.davit.build.aot.AotCache} starts the application of a finished image in that image's own root file
 * system, lets the virtual machine record, and puts the cache on top as one more layer. A {@link
 * dev.davit.build.aot.Sandbox} keeps that run away from the machine and from every network.
 */
@NullMarked
package dev.davit.build.aot;

import org.jspecify.annotations.NullMarked;
