/**
 * The number of the configuration's shape. A tenant's functions and whoever publishes may be of different releases: a version in
 * the table says its format, the stack's output `ConfigurationFormat` says the newest one that the functions read.
 */
export const CONFIGURATION_FORMAT = 1;
