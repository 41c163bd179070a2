package io.tsdb.calcite.reference;

/** A column of reference data; all values may be null. */
public record ReferenceColumn(String name, ReferenceType type) {}
