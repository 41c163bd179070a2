/** Objects in a folder, in an S3 bucket, or on an ingest server, behind one small interface. */
package io.tsdb.archive.store;
