/** Of the whole project, as in package.json. */
export const version = "0.1.0";
