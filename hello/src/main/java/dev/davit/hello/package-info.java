/** The reference web application: what every way into service is tried with first. */
@NullMarked
package dev.davit.hello;

import org.jspecify.annotations.NullMarked;
