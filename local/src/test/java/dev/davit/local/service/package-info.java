@NullMarked
package dev.davit.local.service;

import org.jspecify.annotations.NullMarked;
