/** Of the whole project, as in package.json. */
export const version = "0.1.0";

/** The newest version of the OCI runtime specification that is followed. */
export const specificationVersion = "1.3.0";
