import { pythonSuite } from "./suite.js";

pythonSuite("conformance", 2);
