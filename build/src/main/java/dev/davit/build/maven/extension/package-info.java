/**
 * What runs inside Maven when Davit starts it: a core extension (<code>-Dmaven.ext.class.path</code>) that empties the
 * output folders, tells the run-time class path of each project, and notes how its classes came about. Uses nothing
 * of Davit besides this package, since nothing else is on Maven's class path.
 */
@NullMarked
package dev.davit.build.maven.extension;

import org.jspecify.annotations.NullMarked;
