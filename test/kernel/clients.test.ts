import { pythonSuite } from "./suite.js";

pythonSuite("clients", 6);
