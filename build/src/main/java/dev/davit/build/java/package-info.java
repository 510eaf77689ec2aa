/**
 * The Java builder: from compiled classes and libraries to the layers of an image.
 *
 * <p>Where the classes come from is an {@link dev.davit.build.java.ApplicationSource}; what they came to is a
 * {@link dev.davit.build.java.CompiledApplication}; {@link dev.davit.build.java.JavaImage} makes it into layers.
 */
@NullMarked
package dev.davit.build.java;

import org.jspecify.annotations.NullMarked;
