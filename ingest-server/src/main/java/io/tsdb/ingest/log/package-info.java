/**
 * The write-ahead log: what was received, durable before it is acknowledged. Knows events, and
 * neither segments nor stores.
 */
package io.tsdb.ingest.log;
